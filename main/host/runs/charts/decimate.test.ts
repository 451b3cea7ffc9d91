import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stretchOf } from '../../../db/summaryStore.ts';
import { decimate } from './decimate.ts';

const singles = (values: readonly number[], firstStep = 1) =>
  values.map((value, index) => stretchOf(firstStep + index, value));

it('keeps everything that fits, and nothing of nothing', () => {
  expect(decimate([], 400)).toEqual([]);
  expect(decimate(singles([3, 1, 2]), 4).map(({ step, value }) => [step, value])).toEqual([
    [1, 3],
    [2, 1],
    [3, 2],
  ]);
});

it('keeps its limit, both ends and the extremes, shows only values that are there, and averages all of them', () => {
  const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(finite, { minLength: 1, maxLength: 3000 }),
      fc.integer({ min: 4, max: 500 }),
      fc.nat(5000),
      (values, limit, firstStep) => {
        const points = decimate(singles(values, firstStep), limit);
        expect(points.length).toBeLessThanOrEqual(limit);
        const steps = points.map(({ step }) => step);
        expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
        for (const { step, value } of points) expect(value).toBe(values[step - firstStep]);
        expect([steps[0], steps.at(-1)]).toEqual([firstStep, firstStep + values.length - 1]);
        const drawn = points.map(({ value }) => value);
        expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([Math.min(...values), Math.max(...values)]);
        expect(points.at(-1)?.mean).not.toBeNull();
        const means = points.flatMap(({ mean }) => mean ?? []);
        expect(Math.min(...means)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-3);
        expect(Math.max(...means)).toBeLessThanOrEqual(Math.max(...values) + 1e-3);
      },
    ),
    { numRuns: 200 },
  );
});

it('never loses the newest step while a run grows, and leaves what was drawn before where it was', () => {
  const values = Array.from({ length: 2000 }, (_, index) => Math.sin(index * index));
  for (let length = 1; length < 2000; length += 37) {
    const now = decimate(singles(values.slice(0, length)), 100);
    expect(now.at(-1)?.step).toBe(length);
  }
  const [before, after] = [1500, 1510].map((length) => decimate(singles(values.slice(0, length)), 100));
  expect(after?.slice(0, 60)).toEqual(before?.slice(0, 60));
});
