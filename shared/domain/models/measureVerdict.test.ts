import { describe, expect, it, test } from 'vitest';
import type { MeasureReport, Measures } from './measures.ts';
import { verdictOf } from './measureVerdict.ts';

const at = (value: number) => ({ value, low: value, high: value });
const report = (metrics: Measures, baselines: Partial<MeasureReport['baselines']> = {}): MeasureReport => ({
  ...{
    texts: 12,
    rows: 12,
    seed: 1,
    temperature: 0.8,
    fields: ['name'],
    metrics,
    notMeasured: {},
    newWords: null,
    createdAt: '',
  },
  baselines: { referenceFidelity: 1, bigramBitsPerByte: 2, commonestMatch: null, ...baselines },
});

it('is good only where the texts keep what they were given', () => {
  const grade = (kept: number, of = 1) =>
    verdictOf(report({ field_fidelity: at(kept), bitsPerByte: at(1) }, { referenceFidelity: of })).grade;
  expect([1, 11 / 12, 7 / 12, 5 / 12, 0].map((kept) => grade(kept))).toEqual([
    'good',
    'good',
    'partly',
    'poor',
    'poor',
  ]);
  // More than the rows' own texts have nobody can ask for.
  expect(grade(0.6, 0.6)).toBe('good');
  expect(verdictOf(report({ field_fidelity: at(7 / 12) })).reason).toEqual({
    by: 'field_fidelity',
    kept: 7,
    texts: 12,
    fields: ['name'],
  });
});

it('goes by first texts where the last try begins with what is wanted', () => {
  const grade = (first: number, last = 1, of = 0.4) => {
    const keeping = { fields: ['name'], tries: 4, firstTry: at(first) };
    return verdictOf({ ...report({ field_fidelity: at(last) }, { referenceFidelity: of }), keeping }).grade;
  };
  expect([0.4, 0.37, 0.22, 0.1].map((first) => grade(first))).toEqual(['good', 'good', 'partly', 'poor']);
  // What is asked for is not excused by rows that lack it.
  expect(grade(0.4, 0.6)).toBe('partly');
});

it('is never better than counting pairs makes it', () => {
  expect(verdictOf(report({ field_fidelity: at(1), bitsPerByte: at(2.1) }))).toMatchObject({
    grade: 'poor',
    reason: { by: 'bitsPerByte', bits: 2.1, bigram: 2 },
  });
});

it('goes by what there is', () => {
  expect(verdictOf(report({ exact_match: at(0.95), bitsPerByte: at(1) })).grade).toBe('good');
  expect(verdictOf(report({ exact_match: at(0), bitsPerByte: at(1) }))).toMatchObject({
    grade: 'learned',
    reason: { by: 'bitsPerByte' },
  });
  expect(verdictOf(report({ bitsPerByte: at(1.6) })).grade).toBe('partly');
  expect(verdictOf(report({ bitsPerByte: at(1.95) })).grade).toBe('poor');
  expect(verdictOf(report({ bitsPerByte: at(1) }, { bigramBitsPerByte: null })).grade).toBe('unknown');
  expect(verdictOf(null).grade).toBe('unknown');
  expect(verdictOf(report({ copied_spans: at(0.8) })).copied).toBe(0.8);
  expect(verdictOf(report({ copied_spans: at(0.2) })).copied).toBe(null);
});

it('labels are right or wrong, whatever their bytes cost', () => {
  const labels = (right: number, commonestMatch: number) =>
    verdictOf(report({ exact_match: at(right), bitsPerByte: at(0.1) }, { commonestMatch }));
  expect(labels(11 / 12, 0.2)).toEqual({
    grade: 'good',
    reason: { by: 'labels', kept: 11, texts: 12, commonest: 0.2, contest: null },
    copied: null,
  });
  expect(labels(7 / 12, 0.2).grade).toBe('partly');
  expect(labels(4 / 12, 0.2).grade).toBe('poor');
  // Nine of ten questions are about one topic: always saying it is right as often.
  expect(labels(0.9, 0.9).grade).toBe('poor');
});

describe('against what it began with', () => {
  const over = (before: number, after: number) =>
    verdictOf({
      ...report({ bitsPerByte: at(1.1) }, { bigramBitsPerByte: 1.7 }),
      baselines: {
        ...{ referenceFidelity: null, bigramBitsPerByte: 1.7, commonestMatch: null },
        base: { name: 'Base', before, after },
      },
    });
  test.each([
    [1.2, 1.08, 'learned'],
    [1.2, 1.17, 'partly'],
    [1.2, 1.195, 'poor'],
    [1.2, 1.2, 'poor'],
    [1.2, 1.3, 'poor'],
  ] as const)('a model that takes %d bits before and %d after: %s', (before, after, grade) => {
    expect(over(before, after)).toMatchObject({ grade, reason: { by: 'base', name: 'Base', before, after } });
  });
});

describe('against cheap models', () => {
  const beside = (gain: { value: number; low: number; high: number }) => {
    const at = (value: number) => ({ value, low: value, high: value });
    return verdictOf({
      ...report({ accuracy: at(0.95) }, { commonestMatch: 0.1 }),
      rivals: [{ name: 'linear', metrics: { accuracy: at(0.95 - gain.value) }, gains: { accuracy: gain } }],
    });
  };
  test.each([
    [{ value: 0.04, low: 0.01, high: 0.07 }, 'good', 'better'],
    [{ value: 0.01, low: -0.01, high: 0.03 }, 'partly', 'same'],
    [{ value: -0.04, low: -0.06, high: -0.02 }, 'poor', 'worse'],
  ] as const)('a gain of %j is %s', (gain, grade, outcome) => {
    expect(beside(gain)).toMatchObject({ grade, reason: { by: 'labels', contest: { outcome } } });
  });
});
