import { z } from 'zod';
import { Measure } from '../models/measures.ts';
import { StepProgress } from './dataset.ts';

/** Labels below which nothing is suggested: a classifier of fewer knows too little. */
export const FEWEST_LABELLED = 20;
/** UTF-16 units of a row's text in an answer. */
export const MOST_OF_TEXT = 1000;

const row = z.number().int().nonnegative();

/** What of a data set is labelled. */
export const LabelQuestion = z.object({
  id: z.string().min(1).max(100),
  /** The column with the labels; it need not be there yet. */
  column: z.string().min(1).max(200),
  /** Columns that the texts are made of. */
  inputs: z.array(z.string()).min(1).max(50),
  /** Labels that were given and are not in the data set yet; an empty one takes a label away. */
  given: z.array(z.object({ row, label: z.string().max(1000) })).max(100_000),
});
export type LabelQuestion = z.infer<typeof LabelQuestion>;

/** A row without a label. */
export const RowToLabel = z.object({
  row,
  text: z.string(),
  /** What the classifier would say, and how sure it is; `null` as long as there are too few labels. */
  suggestion: z.object({ label: z.string(), probability: z.number().min(0).max(1) }).nullable(),
});
export type RowToLabel = z.infer<typeof RowToLabel>;

export const LabelCount = z.object({ label: z.string(), rows: z.number().int().nonnegative() });

export const NextEvent = z.discriminatedUnion('event', [
  StepProgress,
  z.object({
    event: z.literal('done'),
    /** By rows of theirs, the commonest first. */
    labels: z.array(LabelCount),
    labelled: z.number().int().nonnegative(),
    unlabelled: z.number().int().nonnegative(),
    /** `file`: as they lie. `unsure`: those first that the classifier hesitates about. `sure`: those that it is surest of. */
    order: z.enum(['file', 'unsure', 'sure']),
    rows: z.array(RowToLabel),
  }),
]);
export type NextEvent = z.infer<typeof NextEvent>;

/** A row whose label looks wrong to a classifier that was not trained on it. */
export const DoubtfulLabel = z.object({
  row,
  text: z.string(),
  /** Its label, with its probability, and the likeliest one. */
  label: z.string(),
  own: z.number().min(0).max(1),
  suggested: z.string(),
  probability: z.number().min(0).max(1),
});
export type DoubtfulLabel = z.infer<typeof DoubtfulLabel>;

export const DoubtfulEvent = z.discriminatedUnion('event', [
  StepProgress,
  z.object({
    event: z.literal('done'),
    /** Rows that were looked at. */
    labelled: z.number().int().nonnegative(),
    /** Of them, those whose own label is the likeliest. */
    agreement: Measure.nullable(),
    /** Rows whose label is not the likeliest, all in all. */
    doubtful: z.number().int().nonnegative(),
    /** The most doubtful ones first. */
    rows: z.array(DoubtfulLabel),
  }),
]);
export type DoubtfulEvent = z.infer<typeof DoubtfulEvent>;
