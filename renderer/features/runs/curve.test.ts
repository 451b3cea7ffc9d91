import { describe, expect, it } from 'vitest';
import type { StepMetric } from '../../../shared/domain/run.ts';
import { curvePoints, decimate, elapsedAt, positiveOnly, smooth } from './curve.ts';

const metric = (step: number, loss: number): StepMetric => ({
  step,
  loss,
  learning_rate: 0.001,
  grad_norm: 1,
  tokensPerSecond: 1000,
  elapsedMs: step * 100,
  remainingMs: null,
});

describe('smooth', () => {
  it('leaves a constant as it is from the first value on', () => {
    for (const value of smooth([5, 5, 5, 5], 0.9)) expect(value).toBeCloseTo(5, 12);
  });

  it('is the weighted mean of the values so far', () => {
    // Weights of the past after three values at 0.5: 1/8, 1/4, 1/2, which the correction scales to a sum of 1.
    expect(smooth([8, 4, 2], 0.5)[2]).toBeCloseTo((8 / 8 + 4 / 4 + 2 / 2) / (7 / 8), 12);
  });

  it('changes nothing at weight 0 and survives a value that is not finite', () => {
    expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
    expect(smooth([2, Number.NaN, 2], 0.5).map((value) => Math.round(value))).toEqual([2, 2, 2]);
  });
});

describe('decimate', () => {
  it('keeps everything that fits', () => {
    expect(decimate([3, 2, 1], 4)).toEqual([0, 1, 2]);
  });

  it('keeps both ends and every spike within the limit, in order and once', () => {
    const values = Array.from({ length: 10_000 }, () => 1);
    values[4321] = 9;
    values[7654] = -9;
    const indices = decimate(values, 400);
    expect(indices.length).toBeLessThanOrEqual(400);
    expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
    expect([indices[0], indices.at(-1)]).toEqual([0, 9999]);
    expect(indices).toContain(4321);
    expect(indices).toContain(7654);
  });

  it('spreads over the whole length', () => {
    const indices = decimate(
      Array.from({ length: 100_000 }, (_, index) => Math.sin(index)),
      400,
    );
    const gaps = indices.slice(1).map((index, place) => index - (indices[place] as number));
    expect(Math.max(...gaps)).toBeLessThan(1100);
  });
});

describe('curvePoints', () => {
  it('merges both losses in order of steps and dates a validation by the step before it', () => {
    const points = curvePoints(
      [metric(1, 4), metric(2, 3)],
      [
        { step: 0, validationLoss: 5 },
        { step: 2, validationLoss: 2.5 },
      ],
    );
    expect(points.map(({ step, loss, validationLoss }) => [step, loss, validationLoss])).toEqual([
      [0, null, 5],
      [1, 4, null],
      [2, 3, null],
      [2, null, 2.5],
    ]);
    expect(points.at(-1)?.elapsedSeconds).toBe(0.2);
  });

  it('is empty before the first step', () => {
    expect(curvePoints([], [])).toEqual([]);
  });

  it('stays below its limit for a long run', () => {
    const steps = Array.from({ length: 50_000 }, (_, index) => metric(index + 1, 5 - index / 20_000));
    expect(curvePoints(steps, []).length).toBeLessThanOrEqual(400);
  });
});

it('elapsedAt takes the last metric up to a step', () => {
  const steps = [metric(2, 1), metric(4, 1), metric(6, 1)];
  expect([1, 2, 3, 6, 9].map((step) => elapsedAt(steps, step))).toEqual([0, 200, 200, 600, 600]);
});

it('positiveOnly drops what a logarithmic axis cannot show', () => {
  const [point] = positiveOnly(curvePoints([metric(1, 0)], []));
  expect(point).toMatchObject({ step: 1, loss: null, smoothed: null });
});
