import { expect, it } from 'vitest';
import { smooth, smoothingWeight } from './curve.ts';
import { curve, learning } from './testCurves.ts';

it('leaves a constant as it is from the first value on', () => {
  for (const value of smooth([5, 5, 5, 5], 0.9)) expect(value).toBeCloseTo(5, 12);
});

it('does not lag: a straight line stays where it is, but for its ends', () => {
  const falling = Array.from({ length: 401 }, (_, index) => 10 - index / 50);
  const smoothed = smooth(falling, 0.9);
  expect(smoothed[200]).toBeCloseTo(falling[200] as number, 9);
  for (let index = 100; index <= 300; index++) expect(smoothed[index]).toBeCloseTo(falling[index] as number, 3);
});

it('is the mean of all values, weighted by their distance', () => {
  const values = [8, 4, 2, 3, 9];
  for (const [place, smoothed] of smooth(values, 0.5).entries()) {
    let [one, y] = [0, 0];
    for (const [index, value] of values.entries()) {
      const weight = 0.5 ** Math.abs(index - place);
      [one, y] = [one + weight, y + weight * value];
    }
    expect(smoothed).toBeCloseTo(y / one, 12);
  }
});

it('never leaves the range of what it averages, however the curve is bent and jumps', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const shapes = [learning(0.3, 20), (step: number) => 0.37 + 2 * Math.exp(-step / 100), (step: number) => step ** 2];
    for (const lossAt of shapes) {
      const values = curve(5 * seed, lossAt, { noise: seed % 2 ? 0.1 : 0, seed }).map(({ loss }) => loss);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      for (const weight of [0.5, 0.75, 0.9, 0.99]) {
        const smoothed = smooth(values, weight);
        expect(Math.min(...smoothed)).toBeGreaterThanOrEqual(least - 1e-9);
        expect(Math.max(...smoothed)).toBeLessThanOrEqual(most + 1e-9);
      }
    }
  }
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
