import { expect, test } from 'vitest';
import { testRun } from '../testRun.ts';
import { overlay, positiveRows, trainingSeries, validationSeries, valueAt } from './overlay.ts';

const compared = {
  run: testRun(),
  curve: {
    id: 'run-1',
    steps: [1, 11, 21],
    elapsedMs: [1000, 11_000, 41_000],
    losses: [7, 5, 4],
    evaluations: [
      { step: 0, validationLoss: 7 },
      { step: 16, validationLoss: 5 },
      { step: 21, validationLoss: 4 },
    ],
  },
};

test('curves are laid along steps, tokens or time', () => {
  expect(validationSeries(compared, 'step')).toEqual({ x: [0, 16, 21], y: [7, 5, 4] });
  expect(validationSeries(compared, 'tokens').x).toEqual([0, 16 * 1024, 21 * 1024]);
  // Half-way between two steps that were read lies half their time.
  expect(validationSeries(compared, 'time').x).toEqual([0, 26, 41]);
  expect(trainingSeries(compared, 'step')).toEqual({ x: [1, 11, 21], y: [7, 5, 4] });
});

test('values that are no numbers are left out', () => {
  const curve = { ...compared.curve, evaluations: [{ step: 5, validationLoss: Number.NaN }] };
  expect(validationSeries({ ...compared, curve }, 'step')).toEqual({ x: [], y: [] });
});

test('between points it is linear, beyond the ends there is nothing', () => {
  const series = { x: [10, 20], y: [4, 2] };
  expect([5, 10, 15, 20, 25].map((at) => valueAt(series, at))).toEqual([null, 4, 3, 2, null]);
  expect(valueAt({ x: [], y: [] }, 1)).toBeNull();
});

test('an overlay covers the longest curve, with the ends of each, and what was measured where it is wanted', () => {
  const long = { x: [0, 333.3, 1000], y: [7, 3, 1] };
  const short = { x: [100, 501], y: [6, 2] };
  const rows = overlay([long, short]);
  const at = (x: number) => rows.find((row) => row.x === x)?.values;
  expect([rows[0]?.x, rows.at(-1)?.x]).toEqual([0, 1000]);
  expect(at(100)?.[1]).toBe(6);
  expect(at(501)?.[1]).toBe(2);
  expect(at(1000)).toEqual([1, null]);
  expect(at(333.3)).toBeUndefined();
  expect(overlay([long, short], { exact: true }).some(({ x }) => x === 333.3)).toBe(true);
  expect(rows.length).toBeLessThan(250);
  expect(overlay([])).toEqual([]);
});

test('a logarithmic axis has no place for 0', () => {
  expect(positiveRows([{ x: 1, values: [0, 2, null, -1] }])).toEqual([{ x: 1, values: [null, 2, null, null] }]);
});
