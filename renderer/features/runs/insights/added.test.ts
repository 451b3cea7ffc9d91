import { expect, test } from 'vitest';
import type { Chart, Series } from '../../../../shared/domain/runs/chart.ts';
import { METRIC_NAMES } from '../../../../shared/domain/runs/metrics.ts';
import { testRun } from '../testRun.ts';
import { addedBy, baseLoss } from './added.ts';

const line = (points: Record<number, number>): Series => ({
  step: Object.keys(points).map(Number),
  elapsedMs: Object.keys(points).map(() => 0),
  value: Object.values(points),
  mean: Object.values(points),
});
const chart = (series: Partial<Chart['series']>): Pick<Chart, 'series'> => ({
  series: { ...(Object.fromEntries(METRIC_NAMES.map((name) => [name, line({})])) as Chart['series']), ...series },
});
const base = { id: 'base-1', name: 'Tiny', path: '/models/tiny', sha256: 'abc', files: [], license: null };
const run = testRun();
const onBase = { ...run, model: { ...run.model, base } };
const losses = line({ 0: 4, 10: 3, 20: 3.5 });

test('a run from nothing has nothing beneath it', () => {
  expect(baseLoss(run, chart({ validationLoss: losses }))).toBeNull();
  expect(addedBy(run, chart({ validationLoss: losses }))).toBeNull();
});

test('the base is what was evaluated before the first step', () => {
  expect(baseLoss(onBase, chart({ validationLoss: losses }))).toBe(4);
  expect(baseLoss(onBase, chart({ validationLoss: line({ 10: 3 }) })), 'a later part of the curve').toBeNull();
  expect(addedBy(onBase, chart({ validationLoss: line({ 0: 4 }) }))).toEqual({
    ...{ base: 'Tiny', loss: null, bitsPerByte: null },
  });
});

test('it is held against the best evaluation since', () => {
  const measured = chart({ validationLoss: losses, bitsPerByte: line({ 0: 1.5, 10: 1, 20: 1.2 }) });
  expect(addedBy({ ...onBase, best: { step: 10, validationLoss: 3 } }, measured)).toEqual({
    ...{ base: 'Tiny', loss: { from: 4, to: 3 }, bitsPerByte: { from: 1.5, to: 1 } },
  });
  expect(addedBy(onBase, chart({ validationLoss: losses })), 'without bits per byte').toEqual({
    ...{ base: 'Tiny', loss: { from: 4, to: 3.5 }, bitsPerByte: null },
  });
});
