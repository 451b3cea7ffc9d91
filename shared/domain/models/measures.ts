import { z } from 'zod';
import { MEASURE_NAMES, metricOf } from '../runs/metrics.ts';
import { RIVAL_NAMES } from '../tasks/index.ts';
import { GivenRow, type MetricContext, type Spelled } from '../tasks/task.ts';
import { LabelReport } from './labelReport.ts';
import { TagReport } from './tagReport.ts';

/** How good a model is at its own task, measured on rows that it never trained on: what each task has. */
export const MeasureName = z.enum(MEASURE_NAMES);
export type MeasureName = z.infer<typeof MeasureName>;

/** Texts that are measured at the end of a run, and by `evaluate` unless another number is asked for. */
export const FINAL_TEXTS = 100;
export const MOST_TEXTS = 500;

/** A figure with its 95 % interval: Wilson's where single texts are counted, else of a seeded bootstrap. */
export const Measure = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Measure = z.infer<typeof Measure>;

export const Measures = z.partialRecord(MeasureName, Measure);
export type Measures = z.infer<typeof Measures>;

/**
 * Why a figure is missing.
 * - `no_input`: the template begins with the text itself, so that nothing is given to the model.
 * - `no_field`: no input is like a name (nearly all different, short, and in most of the rows' own texts), and none was chosen.
 * - `no_rows`: the rows that were kept for validation are not there any more, or none of their prompts leaves room for a text.
 * - `no_training_rows`: what the model was trained on is not there any more.
 * - `too_many_training_rows`: looking through all of them would take too long.
 * - `no_time`: writing texts would have taken too much of the training time.
 * - `too_short`: none of the rows' own texts has the four words that the figure compares.
 */
export const NotMeasured = z.enum([
  ...([
    'no_input',
    'no_field',
    'no_rows',
    'no_training_rows',
    'too_many_training_rows',
    'no_time',
    'too_short',
  ] as const),
]);
export type NotMeasured = z.infer<typeof NotMeasured>;

/** What measuring is at, and what is left of it. */
export const MeasureProgress = z.object({
  event: z.literal('progress'),
  /**
   * - `texts`, also where it is left out: writes the first text, or gives the answer, for each row. `again`: writes texts again that lack what they must contain.
   * - `bits`: computes what the held-out text costs; `done` and `total` count batches.
   */
  stage: z.enum(['texts', 'again', 'bits']).optional(),
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  /** Of `again`: which text of each row it is, from 2. */
  attempt: z.number().int().min(2).optional(),
  /** Of this stage, as fast as it was until now; `null` before anything is done. */
  remainingMs: z.number().nonnegative().nullable().optional(),
});
export type MeasureProgress = z.infer<typeof MeasureProgress>;

/** One row that was kept for validation. */
export const HeldOutRow = z.object({
  /** Place in the data set's version, from 0. */
  row: z.number().int().nonnegative(),
  ...GivenRow.shape,
});
export type HeldOutRow = z.infer<typeof HeldOutRow>;

export const MeasuredText = HeldOutRow.extend({
  output: z.string(),
  /** Probability that the model gives to its answer, where that is one of several; measurements of before have none. */
  confidence: z.number().min(0).max(1).optional(),
  /** Of a text that is held against the row's own: its chrF, 0 to 100; measurements of before have none. */
  chrf: z.number().min(0).max(100).optional(),
});
export type MeasuredText = z.infer<typeof MeasuredText>;

/** Cheap models that a model has to beat, trained on the same rows: what each task has. */
export const RivalName = z.enum(RIVAL_NAMES);
export type RivalName = z.infer<typeof RivalName>;

export const Rival = z.object({
  name: RivalName,
  /** Of the same rows. */
  metrics: Measures,
  /** By how much the model is better in each figure, negative where it is worse: the interval is of the difference, row by row. */
  gains: Measures,
});
export type Rival = z.infer<typeof Rival>;

/**
 * What a classifier and the words beside it (TF-IDF with logistic regression) say together, by the geometric mean of their probabilities.
 * `used`: the report is of both together, and `other` of the model alone; else the other way round. `gains`: how much better both together
 * are than the model alone, row by row.
 */
export const Together = z.object({
  used: z.boolean(),
  other: z.object({ metrics: Measures, rivals: z.array(Rival) }),
  gains: Measures,
});
export type Together = z.infer<typeof Together>;

/** What was measured at one time, and on what. */
export const MeasureReport = z.object({
  /** Texts that were written. */
  texts: z.number().int().nonnegative(),
  /** Different rows that they were written for: where there are fewer than texts, rows come again and get other texts. */
  rows: z.number().int().nonnegative(),
  seed: z.number().int().nonnegative(),
  temperature: z.number().nonnegative(),
  /** After so many tokens a text was cut; unknown of reports of before. */
  maxTokens: z.number().int().positive().optional(),
  /** Columns that count for `field_fidelity`; empty where none does. */
  fields: z.array(z.string()),
  metrics: Measures,
  notMeasured: z.partialRecord(MeasureName, NotMeasured),
  /**
   * Of the texts that count for `field_fidelity`, those whose row has a word in these fields that stands in no training row: a small model
   * learns names by the words that it saw. How many of them kept the fields, and a few of the words. `null` where it was not looked at.
   */
  newWords: z
    .object({ texts: z.number().int().nonnegative(), kept: z.number().int().nonnegative(), words: z.array(z.string()) })
    .nullable()
    .default(null),
  /** To hold the figures against: the rows' own texts have so much `field_fidelity`, and pairs of tokens give so many bits per byte. */
  baselines: z.object({
    referenceFidelity: z.number().nullable(),
    bigramBitsPerByte: z.number().nullable(),
    /** Where the rows' own texts are labels (at most half as many as rows): what always writing the commonest of them would hit. */
    commonestMatch: z.number().nullable().default(null),
    /** Bits per byte of the model that the training started from, and of the best since, on the same held-out rows. */
    base: z.object({ name: z.string(), before: z.number(), after: z.number() }).optional(),
  }),
  /** Cheap models on the same rows, where there are any for the task. */
  rivals: z.array(Rival).optional(),
  /** Of a classifier whose run has words beside it; measurements of before have none. */
  together: Together.optional(),
  /**
   * Where texts were written again until they contained these columns: how often at most, all in all, and the `field_fidelity` of the first
   * texts. All figures of `metrics` are of the texts that a user gets so. `spelled` counts what candidates are chosen by, all values letter
   * by letter: of how many rows, and how many had a text with them after 1, 2, … tries. Reports of before have none.
   */
  keeping: z
    .object({
      fields: z.array(z.string()),
      tries: z.number().int().min(1),
      firstTry: Measure.nullable(),
      spelled: z
        .object({ kept: z.array(z.number().int().nonnegative()), of: z.number().int().nonnegative() })
        .optional(),
    })
    .optional(),
  createdAt: z.string(),
});
export type MeasureReport = z.infer<typeof MeasureReport>;

/** A measurement and its texts, kept beside the model so that anybody can compute the figures again. */
export const MeasureRecord = MeasureReport.extend({
  written: z.array(MeasuredText),
  /** Of a model that tells labels; measurements of before have none. */
  labels: LabelReport.optional(),
  /** Of a model that tells any number of labels. */
  tags: TagReport.optional(),
  /** Where there is `together`: texts and labels as its `other` says them. */
  otherwise: z.object({ written: z.array(MeasuredText), labels: LabelReport }).optional(),
});
export type MeasureRecord = z.infer<typeof MeasureRecord>;

export const MeasureEvent = z.discriminatedUnion('event', [
  MeasureProgress,
  z.object({ event: z.literal('done'), record: MeasureRecord }),
]);
export type MeasureEvent = z.infer<typeof MeasureEvent>;

/** Figures that there are, or that are missing for a reason: other tasks have others. */
export const measuredNames = ({
  metrics,
  notMeasured,
}: Pick<MeasureReport, 'metrics' | 'notMeasured'>): MeasureName[] =>
  MEASURE_NAMES.filter((name) => metrics[name] !== undefined || notMeasured[name] !== undefined);

/**
 * The figure that stands for a report where there is room for one: the first of its task's that says most at a glance, of those that were
 * measured. `null` where none was.
 */
export const mainMeasure = ({ metrics }: Pick<MeasureReport, 'metrics'>): MeasureName | null =>
  MEASURE_NAMES.find((name) => metricOf(name).tile && metrics[name] !== undefined) ?? null;

/** What a figure of a report is said with. */
export const metricContext = (
  { baselines, keeping }: Pick<MeasureReport, 'baselines' | 'keeping'>,
  fields: string,
  write: (value: number) => string,
): MetricContext => ({
  fields,
  again: keeping?.firstTry
    ? { tries: keeping.tries, firstTry: write(keeping.firstTry.value), spelled: spelledOf(keeping) }
    : null,
  baseline: (name) => {
    const value = Object.entries(baselines).find(([known]) => known === name)?.[1];
    return typeof value === 'number' ? write(value) : null;
  },
});

/**
 * How many rows got a text that has the values letter by letter: at the first try, within the free ones, and with the last, which begins with
 * them. `null` where that was not counted, or the first text was the only one.
 */
export function spelledOf(keeping: MeasureReport['keeping']): Spelled | null {
  const { kept, of } = keeping?.spelled ?? { kept: [], of: 0 };
  const [first, all] = [kept[0], kept.at(-1)];
  if (of === 0 || first === undefined || all === undefined) return null;
  const freeTries = Math.max(1, kept.length - 1);
  return { first, free: kept[freeTries - 1] ?? first, freeTries, all, of };
}
