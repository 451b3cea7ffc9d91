import { expect, it } from 'vitest';
import type { EngineInfo } from '../../../shared/domain/engine.ts';
import { budgetShare, expectedExtent, measuredSpeed, parametersOf, tokensPerStep } from './estimate.ts';
import { testRun } from './testRun.ts';

const engine = (name: EngineInfo['name']): EngineInfo => ({
  name,
  version: '2',
  device: 'cpu',
  deviceName: 'cpu',
  reason: null,
  source: 'test',
});
const batch = { per_device_train_batch_size: 16, context_length: 128 };

it('counts the parameters that the sizes promise', () => {
  expect(parametersOf('nano') / 1e6).toBeCloseTo(1, 0);
  expect(parametersOf('small') / 1e6).toBeCloseTo(3.7, 1);
  expect(parametersOf('base') / 1e6).toBeCloseTo(12, 0);
});

it('turns minutes into steps and steps into time', () => {
  expect(tokensPerStep(batch)).toBe(2048);
  expect(expectedExtent({ kind: 'minutes', minutes: 1 }, batch, 4096)).toEqual({ steps: 120, milliseconds: 60_000 });
  expect(expectedExtent({ kind: 'steps', steps: 10 }, batch, 4096)).toEqual({ steps: 10, milliseconds: 5000 });
});

it('takes the speed of the newest run of the same size and engine only', () => {
  const runs = [
    testRun({ engine: engine('tensorflow'), tokensPerSecond: 100, createdAt: '2026-01-01' }),
    testRun({ engine: engine('tensorflow'), tokensPerSecond: 200, createdAt: '2026-01-03' }),
    testRun({ engine: engine('wasm'), tokensPerSecond: 5, createdAt: '2026-01-04' }),
    testRun({ engine: engine('tensorflow'), tokensPerSecond: null, createdAt: '2026-01-05' }),
  ];
  expect(measuredSpeed(runs, 'small', 'tensorflow')).toBe(200);
  expect(measuredSpeed(runs, 'nano', 'tensorflow')).toBeNull();
});

it('never shows more than the whole budget', () => {
  const last = {
    step: 30,
    loss: 1,
    learning_rate: 0,
    grad_norm: 1,
    tokensPerSecond: 1,
    elapsedMs: 61_000,
    remainingMs: 0,
  };
  expect(budgetShare({ kind: 'steps', steps: 120 }, last)).toBe(0.25);
  expect(budgetShare({ kind: 'minutes', minutes: 1 }, last)).toBe(1);
  expect(budgetShare({ kind: 'minutes', minutes: 1 }, null)).toBe(0);
});
