import type { Evaluation, StepMetric } from '../../../shared/domain/run.ts';

/** Points drawn at most; a redraw of recharts costs about 25 ms at 500. */
export const MAX_POINTS = 400;
const MAX_EVALUATIONS = 100;

/** One place on the x axis. A row of a validation point has no training loss of its own, and the other way round. */
export interface CurvePoint {
  step: number;
  elapsedSeconds: number;
  loss: number | null;
  smoothed: number | null;
  validationLoss: number | null;
  learningRate: number | null;
}

/**
 * Exponential moving average with bias correction, so that the first values are not drawn towards 0.
 * Source: Kingma & Ba 2015, section 3. A value that is not finite keeps the average as it was.
 *
 * @param weight share of the past, 0 (no smoothing) up to but not including 1
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let average = 0;
  let correction = 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return correction === 1 ? value : average / (1 - correction);
    average = weight * average + (1 - weight) * value;
    correction *= weight;
    return average / (1 - correction);
  });
}

/** Weight of the past that fits the length of a curve: about a fiftieth of it is averaged, at most 100 steps. */
export function smoothingWeight(length: number): number {
  return 1 - 1 / Math.min(100, Math.max(1, length / 50));
}

/**
 * Indices that stand for `values` in a picture: the first, the last, and the least and greatest of equal stretches
 * between, so that no spike is lost. Ascending, without repeats, at most `limit` (≥ 4) of them.
 */
export function decimate(values: readonly number[], limit: number): number[] {
  const { length } = values;
  if (length <= limit) return values.map((_, index) => index);
  const stretches = Math.floor((limit - 2) / 2);
  const chosen = [0];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const begin = 1 + Math.floor((stretch * (length - 2)) / stretches);
    const end = 1 + Math.floor(((stretch + 1) * (length - 2)) / stretches);
    let least = begin;
    let greatest = begin;
    for (let index = begin + 1; index < end; index++) {
      if ((values[index] as number) < (values[least] as number)) least = index;
      if ((values[index] as number) > (values[greatest] as number)) greatest = index;
    }
    chosen.push(Math.min(least, greatest));
    if (least !== greatest) chosen.push(Math.max(least, greatest));
  }
  chosen.push(length - 1);
  return chosen;
}

/** Milliseconds of training at `step`: those of the last metric up to it; 0 before the first. */
export function elapsedAt(steps: readonly StepMetric[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as StepMetric).step <= step) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1]?.elapsedMs ?? 0;
}

/** Both losses of a run as one ascending list, small enough to draw. `steps` and `evaluations` ascend. */
export function curvePoints(
  steps: readonly StepMetric[],
  evaluations: readonly Evaluation[],
  limit: number = MAX_POINTS,
): CurvePoint[] {
  const losses = steps.map((metric) => metric.loss);
  const smoothed = smooth(losses, smoothingWeight(losses.length));
  const training = decimate(losses, limit).map((index): CurvePoint => {
    const metric = steps[index] as StepMetric;
    return {
      step: metric.step,
      elapsedSeconds: metric.elapsedMs / 1000,
      loss: metric.loss,
      smoothed: smoothed[index] as number,
      validationLoss: null,
      learningRate: metric.learning_rate,
    };
  });
  const validationLosses = evaluations.map((evaluation) => evaluation.validationLoss);
  const validation = decimate(validationLosses, MAX_EVALUATIONS).map((index): CurvePoint => {
    const { step, validationLoss } = evaluations[index] as Evaluation;
    return {
      step,
      elapsedSeconds: elapsedAt(steps, step) / 1000,
      loss: null,
      smoothed: null,
      validationLoss,
      learningRate: null,
    };
  });
  return [...training, ...validation].sort((a, b) => a.step - b.step);
}

/** What a logarithmic axis can show: it has no place for a loss of 0 or less. */
export function positiveOnly(points: readonly CurvePoint[]): CurvePoint[] {
  const positive = (value: number | null) => (value !== null && value > 0 ? value : null);
  return points.map((point) => ({
    ...point,
    loss: positive(point.loss),
    smoothed: positive(point.smoothed),
    validationLoss: positive(point.validationLoss),
  }));
}
