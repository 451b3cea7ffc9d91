import type { Extension } from '../../../shared/domain/runs/run.ts';
import type { Budget } from '../../../shared/domain/runs/training.ts';

/** The learning rate ends at this share of its peak. */
const FINAL_SHARE = 0.1;
/** Share of what an extension adds over which the rate moves to the new schedule. */
const TRANSITION_SHARE = 0.05;

/** What the learning rate of a run follows from. */
export interface RateSchedule {
  budget: Budget;
  extension: Extension | null;
  learning_rate: number;
  warmup_ratio: number;
}

/**
 * Learning rate by the share of the budget that is used up: linear warm-up, then a cosine down to a tenth (Loshchilov & Hutter
 * 2017). A share and not a step count, so that a budget of minutes has the same curve.
 */
export function learningRateAt(share: number, peak: number, warmupRatio: number): number {
  if (share < warmupRatio) return (peak * share) / warmupRatio;
  const progress = Math.min(1, (share - warmupRatio) / (1 - warmupRatio));
  return peak * (FINAL_SHARE + (1 - FINAL_SHARE) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/**
 * The learning rate of a step. A run whose budget was extended has the schedule of the whole new budget; it does not jump there, but
 * moves in a straight line from the rate that it had.
 */
export function scheduledRate(schedule: RateSchedule, step: number, elapsedMs: number): number {
  const { budget, extension, learning_rate, warmup_ratio } = schedule;
  const rate = learningRateAt(budgetShare(budget, step, elapsedMs), learning_rate, warmup_ratio);
  if (!extension) return rate;
  const [from, to, at] =
    budget.kind === 'steps'
      ? [extension.step, budget.steps, step]
      : [extension.elapsedMs, budget.minutes * 60_000, elapsedMs];
  const moved = Math.min(1, Math.max(0, (at - from) / (TRANSITION_SHARE * Math.max(to - from, 1))));
  return extension.learning_rate + (rate - extension.learning_rate) * moved;
}

/** How far a run has come in its budget. The first of N steps has the share 1/N: a warm-up must not begin with a rate of 0. */
export function budgetShare(budget: Budget, step: number, elapsedMs: number): number {
  return budget.kind === 'steps' ? step / budget.steps : Math.max(elapsedMs / (budget.minutes * 60_000), 1e-4);
}

export function isBudgetSpent(budget: Budget, stepsDone: number, elapsedMs: number): boolean {
  return budget.kind === 'steps' ? stepsDone >= budget.steps : elapsedMs >= budget.minutes * 60_000;
}
