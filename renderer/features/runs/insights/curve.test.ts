import { expect, it } from 'vitest';
import { smooth, smoothingWeight } from './curve.ts';

it('leaves a constant as it is from the first value on', () => {
  for (const value of smooth([5, 5, 5, 5], 0.9)) expect(value).toBeCloseTo(5, 12);
});

it('does not lag: a straight line stays where it is', () => {
  const falling = Array.from({ length: 50 }, (_, index) => 10 - index / 5);
  for (const [index, value] of smooth(falling, 0.9).entries()) expect(value).toBeCloseTo(falling[index] as number, 9);
});

it('is the line of least squares through all values, weighted by their distance', () => {
  const values = [8, 4, 2, 3, 9];
  // Solved directly, for the place in the middle.
  let [one, d, dd, y, dy] = [0, 0, 0, 0, 0];
  for (const [index, value] of values.entries()) {
    const weight = 0.5 ** Math.abs(index - 2);
    const distance = index - 2;
    [one, d, dd] = [one + weight, d + weight * distance, dd + weight * distance ** 2];
    [y, dy] = [y + weight * value, dy + weight * distance * value];
  }
  expect(smooth(values, 0.5)[2]).toBeCloseTo((dd * y - d * dy) / (one * dd - d * d), 12);
});

it('takes away most of the noise', () => {
  const noisy = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 1 : -1));
  for (const value of smooth(noisy, 0.9).slice(5, -5)) expect(Math.abs(value)).toBeLessThan(0.1);
});

it('changes nothing at weight 0 and survives a value that is not finite', () => {
  expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
  expect(smooth([2, Number.NaN, 2], 0.5).map((value) => Math.round(value))).toEqual([2, 2, 2]);
});

it('averages the more, the longer a curve is', () => {
  expect([10, 100, 1_000_000].map((length) => 1 / (1 - smoothingWeight(length))).map(Math.round)).toEqual([1, 2, 100]);
});
