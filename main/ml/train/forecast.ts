import type { Budget } from '../../../shared/domain/runs/training.ts';
import type { EvaluationPlan } from './evaluationPlan.ts';
import type { Speedometer } from './speedometer.ts';

/** A forward pass over a step that is also learned from. */
const EVALUATION_SHARE = 1 / 3;

/** What of a run is still to come. */
export interface Ahead {
  step: number;
  /** Batches of the evaluations at the very end. */
  lastBatches: number;
  /** Rows of micro-batches that make a step. */
  microBatches: number;
  /** Milliseconds of a checkpoint. */
  checkpointMs: number;
}

/**
 * Milliseconds to go, by the pace of the last steps and evaluations. What comes once, as compiling does, is left out. `null` while no
 * step has been timed: a guess by the first one would be many times too high.
 */
export function forecastMs(
  budget: Budget,
  elapsedMs: number,
  { step, lastBatches, microBatches, checkpointMs }: Ahead,
  speed: Speedometer,
  plan: EvaluationPlan,
): number | null {
  const { stepMs } = speed;
  const batchMs = ((stepMs ?? 0) / microBatches) * EVALUATION_SHARE;
  const lastMs = lastBatches * batchMs;
  if (budget.kind === 'minutes') return Math.max(0, budget.minutes * 60_000 - elapsedMs) + lastMs;
  if (stepMs === null) return null;
  const evaluationMs = plan.costMs ?? (plan.taken ?? 0) * batchMs + checkpointMs;
  return Math.max(0, budget.steps - step) * stepMs + plan.left(step, budget.steps) * evaluationMs + lastMs;
}
