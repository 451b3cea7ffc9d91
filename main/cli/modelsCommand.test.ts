import { expect, test } from 'vitest';
import type { MeasureReport } from '../../shared/domain/models/measures.ts';
import { modelLine } from './modelsCommand.ts';

const model = {
  id: 'abc',
  name: 'Taglines',
  size: 'nano' as const,
  steps: 1,
  datasetName: 'products',
  baseline: null,
  measures: null,
};
const one = (value: number) => ({ value, low: value, high: value });
const measures: MeasureReport = {
  ...{
    texts: 100,
    rows: 35,
    seed: 1,
    temperature: 0.8,
    fields: ['name'],
    notMeasured: {},
    newWords: null,
    createdAt: '2026-11-26T00:00:00Z',
  },
  ...{ baselines: { referenceFidelity: 1, bigramBitsPerByte: 0.8, commonestMatch: null } },
  metrics: { field_fidelity: one(0.97), chrf: one(55.04), bitsPerByte: one(0.1) },
};

test('a model that was not measured says so', () => {
  expect(modelLine(model)).toBe(
    'abc  Taglines: nano, 1 step on products\n              not measured yet (kindling evaluate)',
  );
});

test('a measured one says what was measured, and nothing else', () => {
  expect(modelLine({ ...model, measures })).toContain('kept name: 97%, chrF 55.0, 0.100 bits per byte');
  expect(modelLine({ ...model, measures: { ...measures, metrics: { bitsPerByte: one(2) } } })).toMatch(
    / {14}2\.000 bits/,
  );
});
