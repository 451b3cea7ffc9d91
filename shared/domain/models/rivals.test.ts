import { expect, test } from 'vitest';
import type { Measure, Rival } from './measures.ts';
import { contestOf } from './rivals.ts';

const at = (value: number): Measure => ({ value, low: value - 0.02, high: value + 0.02 });
const rival = (name: Rival['name'], accuracy: number, gain: Measure): Rival => ({
  name,
  metrics: { accuracy: at(accuracy) },
  gains: { accuracy: gain },
});

test('the strongest of them is what a model is held against', () => {
  const commonest = rival('commonest', 0.2, { value: 0.7, low: 0.6, high: 0.8 });
  const outcomes = (gain: Measure) => {
    const contest = contestOf({ metrics: { accuracy: at(0.9) }, rivals: [commonest, rival('linear', 0.88, gain)] });
    return [contest?.rival.name, contest?.outcome];
  };
  expect(outcomes({ value: 0.02, low: 0.01, high: 0.03 })).toEqual(['linear', 'better']);
  expect(outcomes({ value: 0.02, low: -0.01, high: 0.05 })).toEqual(['linear', 'same']);
  expect(outcomes({ value: -0.02, low: -0.03, high: -0.01 })).toEqual(['linear', 'worse']);
});

test('without one, and without right answers to count, there is no contest', () => {
  expect(contestOf({ metrics: { accuracy: at(0.9) } })).toBeNull();
  expect(contestOf({ metrics: { accuracy: at(0.9) }, rivals: [] })).toBeNull();
  expect(contestOf({ metrics: { chrf: at(50) }, rivals: [rival('linear', 0.8, at(0.1))] })).toBeNull();
});
