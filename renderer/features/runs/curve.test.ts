import { expect, it } from 'vitest';
import { smooth, smoothingWeight } from './curve.ts';

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

it('averages the more, the longer a curve is', () => {
  expect([10, 100, 1_000_000].map((length) => 1 / (1 - smoothingWeight(length))).map(Math.round)).toEqual([1, 2, 100]);
});
