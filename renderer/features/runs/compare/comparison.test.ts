import { describe, expect, test } from 'vitest';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import type { RunCurve } from '../../../../shared/domain/runs/runCurve.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import { testRun } from '../testRun.ts';
import { bestEvaluation, compare, lossPerRow, tokensAt } from './comparison.ts';

const PREPARED = {
  trainDocuments: 90,
  trainTokens: 9000,
  validationDocuments: 10,
  validationTokens: 1001,
  testDocuments: 0,
  testTokens: 0,
  promptsTooLong: 0,
  promptLimit: null,
};

const compared = (id: string, losses: readonly number[], patch: Partial<Run> = {}) => {
  const evaluations = losses.map((validationLoss, index) => ({ step: (index + 1) * 10, validationLoss }));
  const curve: RunCurve = { id, steps: [], elapsedMs: [], losses: [], evaluations };
  return { run: testRun({ id, prepared: PREPARED, state: 'done', ...patch }), curve };
};

test('the lowest validation loss along the way is the best, not the last', () => {
  expect(compare([compared('a', [3, 2, 2.5]), compared('b', [3, 2.4, 2.3])])).toEqual({
    barriers: [],
    otherRows: false,
    basis: 'token',
    handicaps: [],
    lowest: 'a',
    best: 'a',
  });
});

test('what has ended is compared by the kept model on all validation rows, not by parts of them', () => {
  const over = (id: string, validationLoss: number) =>
    compared(id, [3, 2, 2.5], { validationLoss, endReason: 'budget', best: { step: 20, validationLoss: 2 } });
  const [a, b] = [over('a', 2.3), over('b', 2.1)];
  expect(bestEvaluation(a)).toEqual({ step: 20, validationLoss: 2.3 });
  expect(compare([a, b]).best).toBe('b');
});

test.each<[string, Partial<Run>]>([
  ['dataset', { datasetId: 'other' }],
  ['dataset', { datasetVersion: 2 }],
  ['recipe', { recipe: { kind: 'continue', template: '{{other}}' } }],
])('another %s cannot be compared, and nobody wins', (barrier, patch) => {
  expect(compare([compared('a', [2]), compared('b', [1], patch)])).toMatchObject({
    barriers: [barrier],
    basis: null,
    best: null,
  });
});

test('a model of others has a tokenizer of its own, however many tokens it has', () => {
  const { model } = testRun();
  const base = { id: 'base-1', name: 'Tiny', path: '/models/tiny', sha256: 'abc', files: [], license: null };
  const onTop = { model: { ...model, base } };
  expect(compare([compared('a', [2]), compared('b', [1], onTop)]).barriers).toEqual(['vocabulary']);
  expect(compare([compared('a', [2], onTop), compared('b', [1], onTop)])).toMatchObject({ barriers: [], best: 'b' });
});

describe('sizes with other vocabularies', () => {
  // More words, so fewer tokens for the same text: a token costs more, a row less.
  const base: Partial<Run> = { size: 'base', prepared: { ...PREPARED, validationTokens: 501 } };

  test('are compared by what a row costs, where every token is learned', () => {
    const verdict = compare([compared('a', [2]), compared('b', [3], base)]);
    expect(verdict).toMatchObject({ barriers: ['vocabulary'], basis: 'row', best: 'b' });
    expect([lossPerRow(testRun({ prepared: PREPARED }), 2), lossPerRow(testRun(base), 3)]).toEqual([200, 150]);
  });

  test.each<[string, Partial<Run>]>([
    ['a prompt is not learned', { recipe: { kind: 'complete', inputs: ['a'], output: 'b', template: '{{a}}' } }],
    ['the rows were not counted', { prepared: null }],
  ])('are not compared where %s', (_, patch) => {
    const verdict = compare([compared('a', [2], patch), compared('b', [3], { ...base, ...patch })]);
    expect(verdict).toMatchObject({ barriers: ['vocabulary'], basis: null, best: null });
  });

  test('are not compared by other rows', () => {
    const settings = { ...defaultSettings('base'), seed: 7 };
    expect(compare([compared('a', [2]), compared('b', [3], { ...base, settings })])).toMatchObject({
      otherRows: true,
      basis: null,
    });
  });
});

test('another seed is told, and compared all the same', () => {
  const settings = { ...defaultSettings('small'), seed: 7 };
  expect(compare([compared('a', [2]), compared('b', [3], { settings })])).toMatchObject({
    otherRows: true,
    basis: 'token',
    best: 'a',
  });
});

test('a run that alone was evaluated has won against nobody', () => {
  expect(compare([compared('a', [2]), compared('b', [])]).best).toBeNull();
  expect(compare([]).best).toBeNull();
});

test('the best of a run is what the host found, else the lowest, else the last that is known', () => {
  expect(bestEvaluation(compared('a', [3, 2], { best: { step: 5, validationLoss: 2.5 } }))?.step).toBe(5);
  expect(bestEvaluation(compared('a', [3, 2, 4]))).toEqual({ step: 20, validationLoss: 2 });
  expect(bestEvaluation(compared('a', [], { validationLoss: 4, step: 9 }))).toEqual({ step: 9, validationLoss: 4 });
  expect(bestEvaluation(compared('a', []))).toBeNull();
});

test('tokens count as often as they were seen', () => {
  const settings = { ...defaultSettings('small'), gradient_accumulation_steps: 2 };
  expect(tokensAt(testRun({ settings }), 10)).toBe(10 * 8 * 2 * 128);
});

test('who had three times the budget has the lowest loss, and is not called the best for it', () => {
  const long = { budget: { kind: 'minutes', minutes: 15 } } as const;
  expect(compare([compared('a', [3]), compared('b', [2], long)])).toMatchObject({
    handicaps: ['budget'],
    lowest: 'b',
    best: null,
  });
  // With less than the others it has won fairly.
  expect(compare([compared('a', [3], long), compared('b', [2])])).toMatchObject({ handicaps: [], best: 'b' });
  // Nor for what somebody else was stopped short of.
  const stopped = { state: 'stopped', step: 100 } as const;
  expect(compare([compared('a', [3], stopped), compared('b', [2], { step: 400 })])).toMatchObject({
    handicaps: ['budget'],
    best: null,
  });
  expect(compare([compared('a', [3], { state: 'training' }), compared('b', [2])])).toMatchObject({
    handicaps: ['unfinished'],
    lowest: 'b',
    best: null,
  });
  // Steps and minutes are held against each other by the tokens that were seen.
  const steps = { budget: { kind: 'steps', steps: 400 }, step: 400 } as const;
  expect(compare([compared('a', [3], steps), compared('b', [2], { step: 410 })]).best).toBe('b');
});

test('sizes are compared by bits per byte where they were measured', () => {
  const measured = (bits: number): Pick<Run, 'measures'> => ({
    measures: {
      ...{ texts: 1, rows: 1, seed: 1, temperature: 0.8, fields: [], notMeasured: {}, newWords: null, createdAt: '' },
      metrics: { bitsPerByte: { value: bits, low: bits, high: bits } },
      baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: null },
    },
  });
  const complete = { kind: 'complete', inputs: ['a'], output: 'b', template: '{{a}}' } as const;
  const recipe = { ...complete, inputs: ['a'] };
  const verdict = compare([
    compared('a', [2], { recipe, ...measured(0.9) }),
    compared('b', [3], { recipe, size: 'base', ...measured(0.8) }),
  ]);
  expect(verdict).toMatchObject({ basis: 'byte', best: 'b' });
});
