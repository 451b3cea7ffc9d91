import type { Evaluation } from '../../../../shared/domain/runs/run.ts';
import type { InsightPoint } from './insights.ts';

/** Seeded numbers from 0 to 1. Source: mulberry32 by Tommy Ettinger, public domain. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Seeded numbers of the standard normal distribution (Box and Muller). */
function normal(seed: number): () => number {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** The loss of a run that learns: from about ln 1024 to `floor`, steeply and then ever more slowly. */
export const learning =
  (floor: number, pace = 60) =>
  (step: number) =>
    floor + (6.93 - floor) * (1 + step / pace) ** -0.8;

/** A training curve for tests: a step for each number from 1, with noise of a batch. */
export function curve(
  steps: number,
  lossAt: (step: number) => number,
  { noise = 0.1, gradNorm = 0.5, seed = 1 }: { noise?: number; gradNorm?: number; seed?: number } = {},
): InsightPoint[] {
  const next = normal(seed);
  return Array.from({ length: steps }, (_, index) => {
    const step = index + 1;
    return { step, loss: lossAt(step) + noise * next(), grad_norm: gradNorm, elapsedMs: step * 100 };
  });
}

/** Evaluations every `every` steps; their noise is small, because they always take the same rows. */
export function evaluationsOf(
  steps: number,
  every: number,
  lossAt: (step: number) => number,
  { noise = 0.003, seed = 2 }: { noise?: number; seed?: number } = {},
): Evaluation[] {
  const next = normal(seed);
  return Array.from({ length: Math.floor(steps / every) }, (_, index) => {
    const step = (index + 1) * every;
    return { step, validationLoss: lossAt(step) + noise * next() };
  });
}

/** Thins a curve as the host does: the first, the last, and the least and greatest of equal stretches between, ascending. */
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
