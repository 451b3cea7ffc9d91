import { describe, expect, it } from 'vitest';
import type { Series } from '../../../../shared/domain/runs/chart.ts';
import {
  chartRows,
  nearestIndex,
  positiveOnly,
  type Row,
  type Scale,
  smoothedMeans,
  stepAt,
  valueRange,
  xAt,
} from './chartData.ts';

const series = (values: number[], means: (number | null)[] = values, firstStep = 1): Series => ({
  step: values.map((_, index) => firstStep + index),
  elapsedMs: values.map((_, index) => 100 * (firstStep + index)),
  value: values,
  mean: means,
});
const bySteps: Scale = { axis: 'step', tokensPerStep: 64 };

describe('smoothing', () => {
  it('goes over the means of the stretches and stands in their middles, so that it does not lag', () => {
    // Each of two means weighs twice as much as the other where it stands itself.
    const smoothed = smoothedMeans(series([9, 1, 8, 2, 0], [null, 9, null, null, 3]), 0.5);
    expect(smoothed).toEqual([7, undefined, undefined, 5, 5]);
  });

  it('at 0 shows the means themselves', () => {
    expect(smoothedMeans(series([3, 1, 2]), 0)).toEqual([3, 1, 2]);
  });
});

describe('rows', () => {
  it('put both losses in order, by steps, tokens or time', () => {
    const drawn = { series: series([4, 3]), smoothing: null, validation: series([5, 2.5], undefined, 0) };
    const places = (axis: Scale['axis']) => chartRows(drawn, { axis, tokensPerStep: 64 }).map(({ x }) => x);
    expect(places('step')).toEqual([0, 1, 1, 2]);
    expect(places('tokens')).toEqual([0, 64, 64, 128]);
    expect(places('time')).toEqual([0, 100, 100, 200]);
    expect(chartRows(drawn, bySteps)[2]).toEqual({ x: 1, step: 1, elapsedMs: 100, validation: 2.5 });
  });

  it('have the loss of the model that it started from at both ends', () => {
    const rows = chartRows({ series: series([4, 3, 2]), smoothing: null, base: 5 }, bySteps);
    expect(rows.map(({ base }) => base)).toEqual([5, undefined, 5]);
    expect(valueRange(rows, false)).toEqual([2, 5]);
    expect(chartRows({ series: series([4]), smoothing: null, base: null }, bySteps)[0]).not.toHaveProperty('base');
  });

  it('lose on a logarithmic axis what it cannot show', () => {
    const rows = chartRows({ series: series([0, -1, 2]), smoothing: 0 }, bySteps);
    expect(positiveOnly(rows).map(({ raw, smoothed }) => [raw, smoothed])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [2, 2],
    ]);
  });
});

describe('the range of values', () => {
  const rows = chartRows(
    { series: series([...Array.from({ length: 98 }, (_, index) => 1 + index / 100), 500, -500]), smoothing: null },
    bySteps,
  );

  it('holds everything, or all but the outliers', () => {
    expect(valueRange(rows, false)).toEqual([-500, 500]);
    const [low, high] = valueRange(rows, true) ?? [];
    expect(low).toBeGreaterThanOrEqual(1);
    expect(high).toBeLessThan(2);
  });

  it('is not that of the first steps, from which the loss falls steeply, unless they are all there is', () => {
    const falling = Array.from({ length: 1000 }, (_, index) => 2 + 9 * Math.exp(-index / 15));
    const all = chartRows(
      { series: series(falling), smoothing: 0.75, validation: series([11], undefined, 0) },
      bySteps,
    );
    expect(valueRange(all, false)?.[1]).toBe(11);
    const [low, high] = valueRange(all, true) ?? [];
    expect(high).toBeLessThan(3);
    expect(low).toBeCloseTo(2, 1);
    // Zoomed to the start, all of it counts; so it does a little later.
    expect(valueRange(all.slice(0, 30), true)?.[1]).toBe(11);
    const later = all.filter(({ step }) => step >= 10 && step < 200);
    expect(valueRange(later, true)?.[1]).toBeGreaterThan(5);
  });

  it('holds the whole smoothed line below, though it leaves out the lowest of what is smoothed', () => {
    const values = Array.from({ length: 200 }, (_, index) => 10 - index / 20 - (index > 194 ? 5 : 0));
    const all = chartRows({ series: series(values), smoothing: 0.5 }, bySteps);
    const least = Math.min(...all.flatMap(({ smoothed }) => smoothed ?? []));
    expect(valueRange(all, true)?.[0]).toBeLessThanOrEqual(least);
  });

  it('holds the lowest of all losses, which leave no chart below', () => {
    const values = Array.from({ length: 200 }, (_, index) => 3 + 0.1 * Math.sin(index) - (index % 70 === 69 ? 2 : 0));
    const all = chartRows({ series: series(values), smoothing: 0.9 }, bySteps);
    const lowest = Math.min(...values);
    expect(valueRange(all, true)?.[0]).toBeGreaterThan(lowest);
    expect(valueRange(all, true, true)?.[0]).toBe(lowest);
    expect(valueRange(all, true, true)?.[1]).toBe(valueRange(all, true)?.[1]);
  });

  it('never cuts off a validation loss, and is nothing where nothing is', () => {
    const withValidation: Row[] = [...rows, { x: 101, step: 101, elapsedMs: 0, validation: 77 }];
    expect(valueRange(withValidation, true)?.[1]).toBe(77);
    expect(valueRange([], true)).toBeNull();
    expect(valueRange(rows.slice(0, 1), true)).toEqual([1, 1]);
  });
});

it('finds the place that is nearest to the pointer', () => {
  const rows = [2, 4, 8].map((x) => ({ x }));
  expect([-1, 2.9, 3.1, 6.5, 99].map((x) => nearestIndex(rows, x))).toEqual([0, 0, 1, 2, 2]);
  expect(nearestIndex([], 1)).toBeUndefined();
});

it('goes from steps to places and back on every axis', () => {
  const values = series([1, 2, 3, 4, 5]);
  for (const axis of ['step', 'tokens', 'time'] as const) {
    const scale = { axis, tokensPerStep: 64 };
    const rows = chartRows({ series: values, smoothing: null }, scale);
    for (const step of [1, 3, 5]) expect(stepAt(rows, xAt(rows, step, scale), scale), axis).toBe(step);
  }
  const rows = chartRows({ series: values, smoothing: null }, { axis: 'time', tokensPerStep: 64 });
  expect(xAt(rows, 2.5, { axis: 'time', tokensPerStep: 64 })).toBe(250);
  expect(stepAt(rows, 9999, { axis: 'time', tokensPerStep: 64 })).toBe(5);
});
