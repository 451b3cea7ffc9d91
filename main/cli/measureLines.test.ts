import { expect, test } from 'vitest';
import type { MeasureReport } from '../../shared/domain/models/measures.ts';
import { baselinesOf, measureLines } from './measureLines.ts';

const at = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 });
const report: MeasureReport = {
  ...{ texts: 1000, rows: 1000, seed: 1, temperature: 0, fields: [], newWords: null, createdAt: '' },
  metrics: { accuracy: at(0.84) },
  notMeasured: {},
  baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: 0.1 },
  rivals: [
    { name: 'commonest', metrics: { accuracy: at(0.1) }, gains: { accuracy: at(0.74) } },
    { name: 'linear', metrics: { accuracy: at(0.91) }, gains: { accuracy: at(-0.07) } },
  ],
};

test('a model that a cheap one beats is told so', () => {
  const lines = measureLines(report);
  expect(lines).toContain('  words and a straight line (TF-IDF with logistic regression): Accuracy 91%');
  expect(lines.at(-1)).toBe(
    'The model is worse than words and a straight line (TF-IDF with logistic regression): -7.0 points of Accuracy (95%: -9.0 to -5.0).',
  );
  expect(baselinesOf(report).map(({ name }) => name)).toEqual(['commonest', 'linear']);
});

test('a model of texts has counting pairs beside it, and no contest', () => {
  const texts = { ...report, rivals: undefined, baselines: { ...report.baselines, bigramBitsPerByte: 1.7 } };
  expect(measureLines(texts)).toHaveLength(2);
  expect(baselinesOf(texts)).toEqual([
    { name: 'bigram', metrics: { bitsPerByte: { value: 1.7, low: 1.7, high: 1.7 } } },
  ]);
});
