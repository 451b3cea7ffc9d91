import { z } from 'zod';

const count = z.number().int().nonnegative();

/** Probabilities from which on a label is told, as they can be chosen. */
export const THRESHOLDS: readonly number[] = Array.from({ length: 19 }, (_, step) => (step + 1) / 20);

/** What a model tells of texts that have any number of labels: of every row that was measured. */
export const TagReport = z.object({
  rows: count,
  /** Those with the most rows first. */
  labels: z.array(
    z.object({
      label: z.string(),
      /** Rows that have it. */
      support: count,
      /** At each of `THRESHOLDS`: rows that it is told of, and those of them that have it. */
      steps: z.array(z.object({ told: count, hits: count })),
    }),
  ),
});
export type TagReport = z.infer<typeof TagReport>;
type TagCounts = TagReport['labels'][number];

/** Figures of a label at a threshold in 0 to 1, as scikit-learn has them; 0 where nothing could be counted. */
export function tagFigures({ support, steps }: TagCounts, threshold: number) {
  const place = THRESHOLDS.findIndex((known) => Math.abs(known - threshold) < 1e-6);
  const { told, hits } = steps[place] ?? { told: 0, hits: 0 };
  const share = (of: number) => (of === 0 ? 0 : hits / of);
  return { told, hits, precision: share(told), recall: share(support), f1: share((support + told) / 2) };
}

/** The threshold with the most F1 of a label: of several, the one nearest to a half. */
export function bestThreshold(counts: TagCounts): number {
  const score = (threshold: number) => tagFigures(counts, threshold).f1 - 1e-6 * Math.abs(threshold - 0.5);
  return THRESHOLDS.reduce((best, threshold) => (score(threshold) > score(best) ? threshold : best), 0.5);
}
