import { z } from 'zod';

/** Labels that are told of, those with the most rows first. */
export const MOST_LABELS = 1000;
/** Pairs of an own and a predicted label, the commonest first. */
export const MOST_CELLS = 2000;
/** Rows that are told of such a pair. */
export const MOST_CELL_ROWS = 100;
/** Stretches of equal width that confidences are put into, as `ece` counts them. */
export const BINS = 10;

const count = z.number().int().nonnegative();
const place = z.number().int().nonnegative();

/** A label with the rows that have it (`support`), those that it was predicted for, and those that are both. */
export const LabelCounts = z.object({ label: z.string(), support: count, predicted: count, hits: count });
export type LabelCounts = z.infer<typeof LabelCounts>;

/** Rows whose own label is one and whose predicted one is another, or the same. */
export const ConfusionCell = z.object({
  /** Places among the labels of the report. */
  actual: place,
  predicted: place,
  count,
  /** Places of some of them in the data set's version, from 0, those that the model was surest of first. */
  rows: z.array(z.object({ row: count, confidence: z.number() })),
});
export type ConfusionCell = z.infer<typeof ConfusionCell>;

/** Rows that the model was about as sure of. */
export const ReliabilityBin = z.object({
  /** From `low` to `high`, which belongs to it. */
  low: z.number(),
  high: z.number(),
  rows: count,
  /** Mean probability of the predicted label; 0 where there are no rows. */
  confidence: z.number(),
  /** Of the rows, those that are right. */
  hits: count,
});
export type ReliabilityBin = z.infer<typeof ReliabilityBin>;

/** What labels a model tells apart, and which ones it takes for one another: of every row that was measured. */
export const LabelReport = z.object({
  /** `MOST_LABELS` at most, of `labelCount`. */
  labels: z.array(LabelCounts),
  labelCount: count,
  /** `MOST_CELLS` at most, of `cellCount`; none is empty. */
  cells: z.array(ConfusionCell),
  cellCount: count,
  bins: z.array(ReliabilityBin),
});
export type LabelReport = z.infer<typeof LabelReport>;

/** Figures of a label in 0 to 1, as scikit-learn has them; 0 where nothing could be counted. */
export interface LabelFigures extends LabelCounts {
  precision: number;
  recall: number;
  f1: number;
}

export const labelFigures = (counts: LabelCounts): LabelFigures => {
  const { support, predicted, hits } = counts;
  const share = (of: number) => (of === 0 ? 0 : hits / of);
  return { ...counts, precision: share(predicted), recall: share(support), f1: share((support + predicted) / 2) };
};
