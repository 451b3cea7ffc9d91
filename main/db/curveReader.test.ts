import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CURVE_POINTS } from '../../shared/domain/runs/runCurve.ts';
import { openStores, type Stores } from './stores.ts';
import { testRun } from './testing.ts';

let folder: string;
let stores: Stores;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-curves-'));
  stores = openStores(join(folder, 'kindling.db'));
  stores.runs.insert(run);
});
afterEach(() => {
  stores.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = testRun({ budget: { kind: 'steps', steps: 10 } });
const metric = (step: number) => ({
  step,
  loss: 7 / step,
  learning_rate: 0.001,
  grad_norm: 1,
  tokensPerSecond: 100,
  elapsedMs: step * 10,
  remainingMs: null,
});
const steps = (from: number, to: number) =>
  stores.runs.appendSteps(
    'r1',
    Array.from({ length: to - from + 1 }, (_, index) => metric(from + index)),
  );

test('a run without steps has an empty curve', () => {
  expect(stores.runs.curve('r1')).toEqual({ id: 'r1', steps: [], elapsedMs: [], losses: [], evaluations: [] });
});

test('a short run comes whole', () => {
  steps(1, 3);
  stores.runs.appendEvaluation('r1', { step: 3, validationLoss: 2 });
  expect(stores.runs.curve('r1')).toEqual({
    id: 'r1',
    steps: [1, 2, 3],
    elapsedMs: [10, 20, 30],
    losses: [7, 3.5, 7 / 3],
    evaluations: [{ step: 3, validationLoss: 2 }],
  });
});

test('of a long run there are even steps, the first and the last among them', () => {
  steps(1, 12_000);
  const curve = stores.runs.curve('r1');
  expect(curve.steps).toHaveLength(CURVE_POINTS);
  expect([curve.steps[0], curve.steps.at(-1)]).toEqual([1, 12_000]);
  const gaps = curve.steps.slice(1).map((step, index) => step - (curve.steps[index] ?? 0));
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
  expect(curve.losses).toEqual(curve.steps.map((step) => 7 / step));
  expect(curve.elapsedMs).toEqual(curve.steps.map((step) => step * 10));
});

test('a gap makes fewer points, none twice', () => {
  steps(1, 10);
  steps(5000, 5010);
  const { steps: found } = stores.runs.curve('r1');
  expect(found).toEqual([...new Set(found)]);
  expect([found[0], found.at(-1)]).toEqual([1, 5010]);
});

test('of very many evaluations the lowest is kept', () => {
  for (let step = 1; step <= 1200; step++) {
    stores.runs.appendEvaluation('r1', { step, validationLoss: step === 777 ? 1 : 2 });
  }
  const { evaluations } = stores.runs.curve('r1');
  expect(evaluations).toHaveLength(CURVE_POINTS);
  expect(evaluations).toContainEqual({ step: 777, validationLoss: 1 });
  const order = evaluations.map(({ step }) => step);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});
