import { z } from 'zod';
import { METRIC_NAMES } from './metrics.ts';
import { Evaluation, ResourceUsage, Sample, StepMetric } from './run.ts';

/** Points that a line has at most. */
export const MAX_POINTS = 500;

/** Steps that the loss of a run at its end is the mean of: of a short run more than one, too, or it would be that of one batch. */
export const recentSteps = (lastStep: number): number => Math.min(lastStep, 100, Math.max(5, Math.ceil(lastStep / 20)));

const step = z.number().int().nonnegative();

/**
 * A line of a chart, in columns. The steps ascend; every point is a value as it was reported, never an average. First, last, lowest
 * and highest value of the range are among them.
 */
export const Series = z.object({
  step: z.array(step).max(MAX_POINTS),
  /** Milliseconds of training at the point. */
  elapsedMs: z.array(z.number()),
  value: z.array(z.number()),
  /** Of all values of a stretch of steps, at its last point; `null` at the others. Smoothing goes over these. */
  mean: z.array(z.number().nullable()),
});
export type Series = z.infer<typeof Series>;

export const SeriesName = z.enum(METRIC_NAMES);

/** What a run has reported, from one step to another, small enough to draw. A series without data is empty. */
export const Chart = z.object({
  /** First and last step of the range. */
  from: step,
  to: step,
  /** Of the whole run. */
  lastStep: step,
  tokensPerStep: z.number().positive(),
  /** The newest step of the run, whatever the range. */
  latest: StepMetric.nullable(),
  /** Mean loss of the run's last steps (`recentSteps`): a twentieth of them, at least 5 and at most 100. */
  recentLoss: z.number().nullable(),
  series: z.record(SeriesName, Series),
  /** Steps of the range with texts that the model wrote, the last one included. */
  sampleSteps: z.array(step).max(MAX_POINTS),
  /** The last texts of the run, whatever the range: of those of earlier steps, none changes any more. */
  newestSamples: z.array(Sample),
});
export type Chart = z.infer<typeof Chart>;

/** Exact figures of a part of a run, for export. */
export const MetricsPage = z.object({
  steps: z.array(StepMetric),
  evaluations: z.array(Evaluation),
  resources: z.array(ResourceUsage),
  tokensPerStep: z.number().positive(),
  /** Step after which the next page begins; `null` after the last one. */
  next: step.nullable(),
});
export type MetricsPage = z.infer<typeof MetricsPage>;
