import { z } from 'zod';
import { type Thresholds, thresholdOf } from '../tasks/thresholds.ts';

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

/** Figures of a label as scikit-learn has them, at the one of `THRESHOLDS` that is nearest; 0 where nothing could be counted. */
export function tagFigures({ support, steps }: TagCounts, threshold: number) {
  const place = Math.min(THRESHOLDS.length - 1, Math.max(0, Math.round(20 * threshold) - 1));
  const { told, hits } = steps[place] ?? { told: 0, hits: 0 };
  const share = (of: number) => (of === 0 ? 0 : hits / of);
  return { told, hits, precision: share(told), recall: share(support), f1: share((support + told) / 2) };
}

/** The threshold with the most F1 of a label: of several, the one nearest to a half. */
export function bestThreshold(counts: TagCounts): number {
  const score = (threshold: number) => tagFigures(counts, threshold).f1 - 1e-6 * Math.abs(threshold - 0.5);
  return THRESHOLDS.reduce((best, threshold) => (score(threshold) > score(best) ? threshold : best), 0.5);
}

/** The best of each label that the model tells, as `chosenThresholds` keeps them; a label that no row has says nothing. */
export const bestThresholds = ({ labels }: TagReport, told: readonly string[]): Thresholds =>
  Object.fromEntries(
    labels
      .filter(({ label, support }) => support > 0 && told.includes(label))
      .map((counts) => [counts.label, bestThreshold(counts)])
      .filter(([, threshold]) => threshold !== 0.5),
  );

/** F1 of all decisions together and in the mean over the labels that there are, from these thresholds on. */
export function totalFigures({ labels }: TagReport, thresholds: Thresholds): { micro: number; macro: number } {
  const figures = labels.map((counts) => ({
    ...{ support: counts.support },
    ...tagFigures(counts, thresholdOf(thresholds, counts.label)),
  }));
  const sum = (of: (one: (typeof figures)[number]) => number) => figures.reduce((total, one) => total + of(one), 0);
  const had = sum(({ support, told }) => support + told);
  const there = figures.filter(({ support }) => support > 0);
  return {
    micro: had === 0 ? 0 : (2 * sum(({ hits }) => hits)) / had,
    macro: there.length === 0 ? 0 : there.reduce((total, { f1 }) => total + f1, 0) / there.length,
  };
}
