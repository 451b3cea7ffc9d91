import { describe, expect, it } from 'vitest';
import { expectedExtent, roughTokens, tokensPerStep } from './preflight.ts';

const batch = { per_device_train_batch_size: 16, gradient_accumulation_steps: 2, context_length: 128 };

it('a step learns from the tokens of all its micro-batches', () => {
  expect(tokensPerStep(batch)).toBe(4096);
});

describe('what a budget comes to', () => {
  it('minutes are steps, the start and the evaluations taken off', () => {
    const speed = { stepMs: 100, readyMs: 6000 };
    expect(expectedExtent({ kind: 'minutes', minutes: 1 }, speed)).toEqual({ steps: 541, milliseconds: 66_000 });
    expect(expectedExtent({ kind: 'minutes', minutes: 0.001 }, speed).steps, 'never less than one').toBe(1);
  });

  it('steps are time', () => {
    const speed = { stepMs: 90, readyMs: null };
    expect(expectedExtent({ kind: 'steps', steps: 10 }, speed)).toEqual({ steps: 10, milliseconds: 1000 });
  });
});

it('counts the tokens of those columns that are learned from', () => {
  const column = (name: string, meanLength: number) => ({
    name,
    meanLength,
    type: 'text' as const,
    emptyCells: 0,
    distinct: null,
    minLength: 0,
    maxLength: 100,
  });
  const dataset = { bytes: 3500, columns: [column('name', 10), column('description', 30)] };
  expect(roughTokens(dataset)).toBe(1000);
  expect(roughTokens(dataset, ['description'])).toBe(750);
  expect(roughTokens({ bytes: 35, columns: [] }, ['gone'])).toBe(10);
});
