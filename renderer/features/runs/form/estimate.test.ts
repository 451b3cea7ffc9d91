import { expect, it } from 'vitest';
import { budgetShare, parametersOf } from './estimate.ts';

it('counts the parameters that the sizes promise', () => {
  expect(parametersOf('nano') / 1e6).toBeCloseTo(1, 0);
  expect(parametersOf('small') / 1e6).toBeCloseTo(3.7, 1);
  expect(parametersOf('base') / 1e6).toBeCloseTo(12, 0);
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
