import { expect, test } from 'vitest';
import type { MeasureReport } from '../../../shared/domain/models/measures.ts';
import { describeMeasures } from './cardParts.ts';

test('only of texts that were drawn it is told how', () => {
  const report = {
    ...{ texts: 45, rows: 45, seed: 42, temperature: 0, fields: [], notMeasured: {}, newWords: null, rivals: [] },
    metrics: { accuracy: { value: 0.9, low: 0.8, high: 1 } },
    baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: 0.1, base: null },
    createdAt: '2026-11-28T00:00:00.000Z',
  } as unknown as MeasureReport;
  expect(describeMeasures(report, false)).toContain('45 rows that it never trained on.\n');
  expect(describeMeasures(report, true)).toContain('45 rows that it never trained on (temperature 0, seed 42).\n');
});
