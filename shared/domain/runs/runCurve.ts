import { z } from 'zod';
import { Evaluation } from './run.ts';

/** Runs that are laid over one another at most: more curves cannot be told apart. */
export const MOST_COMPARED = 6;

/** Points of a curve at most, and evaluations. */
export const CURVE_POINTS = 500;

/**
 * The training loss of a run in columns, ascending, and its evaluations. Of a long run it has steps at even distances, each with its own
 * loss and not a mean, and always the first and the last one; of many evaluations always the lowest.
 */
export const RunCurve = z.object({
  id: z.string(),
  steps: z.array(z.number().int().positive()),
  /** Milliseconds of training at each step. */
  elapsedMs: z.array(z.number()),
  losses: z.array(z.number()),
  evaluations: z.array(Evaluation),
});
export type RunCurve = z.infer<typeof RunCurve>;
