import { describe, expect, test } from 'vitest';
import { SIZE_PRESETS } from '../architectures/sizes.ts';
import type { RecipeRequest } from '../tasks/index.ts';
import { type Choice, type Judgement, judge } from './judge.ts';
import { type KnownSpeed, tokensPerStep } from './preflight.ts';
import { examplesApart, Recommendation, recommend, shapeOf, type TrainingFacts, withoutLeftOut } from './recommend.ts';
import { stepTime } from './stepTime.ts';

const cpu = { name: 'tensorflow', device: 'cpu' } as const;
const speed = (size: KnownSpeed['size'], stepMs: number, source: KnownSpeed['source'] = 'measured'): KnownSpeed => ({
  ...shapeOf(size, size === 'base' ? 256 : 128),
  ...{ stepMs, source },
});
/** As measured on two cores with TensorFlow 2.21. */
const known = [speed('nano', 112), speed('small', 144), speed('base', 437)];
const facts = (patch: Partial<TrainingFacts> = {}): TrainingFacts => ({
  ...{ rows: 700, tokens: 68_000, lengths: null, engine: cpu, known },
  ...patch,
});
const lengths = { size: 'nano' as const, contextForMost: 120, longestPrompt: 30 };

describe('what is recommended', () => {
  test.each<[string, Partial<TrainingFacts>, Partial<Recommendation>]>([
    ['the sample: little text', {}, { size: 'nano', minutes: 2, context_length: 128, reason: 'data' }],
    ['a few rows', { rows: 3, tokens: 40 }, { size: 'nano', minutes: 2, reason: 'data' }],
    ['nothing at all', { rows: 0, tokens: 0 }, { size: 'nano', minutes: 2, epochs: 0 }],
    ['2.5 million tokens', { tokens: 2.5e6 }, { size: 'small', minutes: 20, reason: 'data' }],
    ['8 million tokens', { tokens: 8e6 }, { size: 'base', minutes: 60, reason: 'largest' }],
    ['more than base sees in an hour', { tokens: 40e6 }, { size: 'nano', minutes: 60, reason: 'time' }],
    [
      'a GPU',
      { tokens: 40e6, engine: { name: 'tensorflow', device: 'cuda' }, known: [speed('base', 20)] },
      { size: 'base', minutes: 30, source: 'measured' },
    ],
    [
      'the slow engine, nothing known',
      { tokens: 2.5e6, engine: { name: 'wasm', device: 'cpu' }, known: [] },
      { size: 'nano', minutes: 60, reason: 'time', source: 'estimated' },
    ],
    ['the last run of this size', { known: [speed('nano', 100, 'earlier')] }, { source: 'earlier', stepMs: 100 }],
    ['another size was measured', { known: [speed('small', 144)] }, { size: 'nano', source: 'estimated' }],
    ['rows that fit', { lengths }, { context_length: 128, truncation_side: 'none' }],
    [
      'half of the rows too long',
      { lengths: { ...lengths, contextForMost: 304 } },
      // Not 16 sequences, which would be 2.4 times the tokens, and the time, of a step.
      { context_length: 304, truncation_side: 'none', per_device_train_batch_size: 8, minutes: 3 },
    ],
    [
      'lengths counted by another size: its vocabulary is larger',
      { lengths: { ...lengths, size: 'small', contextForMost: 128 } },
      { size: 'nano', context_length: 152 },
    ],
    [
      'prompts longer than any context that pays',
      { lengths: { ...lengths, contextForMost: null, longestPrompt: 5000 } },
      { context_length: 1024, truncation_side: 'left', per_device_train_batch_size: 2 },
    ],
    [
      'one prompt too long',
      { lengths: { ...lengths, longestPrompt: 128 } },
      { context_length: 128, truncation_side: 'left' },
    ],
  ])('%s', (_, patch, expected) => {
    const found = recommend(facts(patch));
    expect(found).toMatchObject(expected);
    expect(Recommendation.parse(found)).toEqual(found);
  });

  test('does not depend on what has been tried before, beyond what it told', () => {
    const first = recommend(facts({ tokens: 8e6, known: [speed('small', 144)] }));
    const second = recommend(facts({ tokens: 8e6, known: [speed('small', 144), speed('base', 30_000)] }));
    expect(first.size).toBe('base');
    expect(second, 'base is too slow after all').toMatchObject({ size: 'small', reason: 'time' });
  });
});

test.each(['nano', 'small', 'base'] as const)('a step of %s takes in as many tokens whatever its context', (size) => {
  const own = SIZE_PRESETS[size].max_position_embeddings;
  for (const times of [1, 1.25, 1.4375, 2, 2.375, 2.875, 4]) {
    const share = tokensPerStep(shapeOf(size, own * times)) / tokensPerStep(shapeOf(size, own));
    expect(share, `${times}`).toBeGreaterThan(0.7);
    expect(share, `${times}`).toBeLessThan(1.45);
  }
});

test('a time is scaled by FLOPs, more slowly than they grow', () => {
  const { stepMs, source } = stepTime(shapeOf('base', 256), [speed('small', 144)], cpu);
  expect(source).toBe('estimated');
  expect(stepMs).toBeGreaterThan(300);
  expect(stepMs).toBeLessThan(1200);
  const longer = stepTime({ ...shapeOf('nano', 256), per_device_train_batch_size: 16 }, known, cpu);
  expect(longer).toMatchObject({ source: 'estimated' });
  expect(longer.stepMs / 112).toBeGreaterThan(1.5);
  expect(longer.stepMs / 112).toBeLessThan(3);
});

describe('what to make of a choice', () => {
  const counted = { documents: 2095, tooLong: 0, withoutRoom: 0, promptLimit: null };
  const choice = (patch: Partial<Choice> & Pick<Choice, 'size'>): Choice => ({
    ...shapeOf(patch.size, patch.context_length ?? 128),
    ...{ budget: { kind: 'minutes', minutes: 5 }, truncation_side: 'none' },
    ...patch,
  });
  const judged = (chosen: Choice, patch: Partial<TrainingFacts> = {}, lengthsThere: Partial<typeof counted> = {}) => {
    const all = facts(patch);
    const verdict = judge(chosen, all, recommend(all), { ...counted, ...lengthsThere });
    return { ...verdict, by: Object.fromEntries(verdict.judgements.map((one) => [one.about, one])) };
  };

  test.each<[string, Choice, Partial<TrainingFacts>, Partial<Judgement>]>([
    [
      'the sample as recommended: only more rows would help',
      choice({ size: 'nano', budget: { kind: 'minutes', minutes: 2 } }),
      {},
      { about: 'size', level: 'fair', why: 'little', use: null },
    ],
    [
      'too large for the data',
      choice({ size: 'small' }),
      {},
      { about: 'size', level: 'fair', why: 'little', use: { size: 'nano' } },
    ],
    [
      'smaller than the data would feed',
      choice({ size: 'nano' }),
      { tokens: 2.5e6 },
      { about: 'size', level: 'fair', why: 'larger', use: { size: 'small' } },
    ],
    [
      'the right one',
      choice({ size: 'small' }),
      { tokens: 2.5e6 },
      { about: 'size', level: 'good', why: 'fits', use: null },
    ],
    [
      'too slow here',
      choice({ size: 'base', context_length: 256 }),
      { tokens: 40e6 },
      { about: 'size', level: 'fair', why: 'slow', use: { size: 'nano' } },
    ],
    [
      'five minutes on a slow machine: 0.07 epochs',
      choice({ size: 'small' }),
      { tokens: 2.5e6, known: [speed('small', 1700)] },
      { about: 'epochs', level: 'poor', use: null },
    ],
    [
      'its button stands beside the steps',
      choice({ size: 'small' }),
      { tokens: 2.5e6, known: [speed('small', 1700)] },
      { about: 'steps', level: 'poor', steps: 159, use: { budget: { kind: 'minutes', minutes: 60 } } },
    ],
    [
      'half as many steps as it takes',
      choice({ size: 'nano', budget: { kind: 'steps', steps: 500 } }),
      {},
      { about: 'steps', level: 'fair', use: { budget: { kind: 'steps', steps: 900 } } },
    ],
    [
      'one step',
      choice({ size: 'nano', budget: { kind: 'steps', steps: 1 } }),
      {},
      { about: 'steps', level: 'poor', steps: 1 },
    ],
    [
      'what is recommended for 700 rows: each is seen so often that it is learned by heart',
      choice({ size: 'nano', budget: { kind: 'steps', steps: 900 } }),
      {},
      { about: 'epochs', level: 'fair', often: false, use: null },
    ],
    [
      'three rows: no time makes anything of them',
      choice({ size: 'nano', budget: { kind: 'minutes', minutes: 2 } }),
      { rows: 3, tokens: 18 },
      { about: 'epochs', level: 'poor', often: false, use: null },
    ],
    [
      'an hour on 700 rows',
      choice({ size: 'nano', budget: { kind: 'minutes', minutes: 60 } }),
      {},
      { about: 'epochs', level: 'fair', often: true, use: { budget: { kind: 'minutes', minutes: 2 } } },
    ],
  ])('%s', (_, chosen, patch, expected) => {
    const { by } = judged(chosen, patch);
    expect(by[expected.about as string]).toMatchObject(expected);
  });

  test('what was found of "1,016 of 2,095 rows are longer than the context" has a button', () => {
    const { by, level } = judged(
      choice({ size: 'nano' }),
      { lengths: { ...lengths, contextForMost: 304 } },
      { tooLong: 1016 },
    );
    expect(by.context).toMatchObject({
      level: 'poor',
      tooLong: 1016,
      use: { context_length: 304, per_device_train_batch_size: 8 },
    });
    expect(level).toBe('poor');
    expect(judged(choice({ size: 'nano' }), { lengths }, { tooLong: 20 }).by.context).toMatchObject({ level: 'good' });
    expect(judged(choice({ size: 'nano' }), { lengths }, { tooLong: 30 }).by.context).toMatchObject({ level: 'fair' });
  });

  test('prompts that leave no room are cut, or have a larger context', () => {
    const long = { ...lengths, contextForMost: 304, longestPrompt: 1900 };
    const { by } = judged(choice({ size: 'nano' }), { lengths: long }, { withoutRoom: 100 });
    expect(by.prompts).toMatchObject({
      level: 'poor',
      use: { context_length: 304, per_device_train_batch_size: 8, truncation_side: 'left' },
    });
    const cut = judged(choice({ size: 'nano', truncation_side: 'left' }), { lengths: long }, {
      withoutRoom: 100,
      promptLimit: 64,
    } as never);
    expect(cut.by.prompts).toBeUndefined();
  });

  test('prompts that have room in the recommended context are not cut as well', () => {
    const found = recommend(facts({ lengths: { ...lengths, contextForMost: 304, longestPrompt: 200 } }));
    expect(found).toMatchObject({ context_length: 304, truncation_side: 'none' });
  });

  test('the recommended settings leave nothing to click', () => {
    for (const tokens of [40, 68_000, 2.5e6, 8e6, 40e6]) {
      const { size, minutes, context_length, truncation_side } = recommend(facts({ tokens, lengths }));
      const { judgements } = judged(
        choice({ size, context_length, truncation_side, budget: { kind: 'minutes', minutes } }),
        { tokens, lengths },
      );
      expect(judgements.filter(({ use }) => use !== null)).toEqual([]);
    }
  });

  test('the worst comes first', () => {
    const { judgements, level } = judged(choice({ size: 'small', budget: { kind: 'steps', steps: 3 } }));
    expect(judgements[0]?.level).toBe(level);
    expect(judgements.map((one) => ['good', 'fair', 'poor'].indexOf(one.level))).toEqual(
      judgements.map((one) => ['good', 'fair', 'poor'].indexOf(one.level)).sort((a, b) => b - a),
    );
  });
});

test('rows that are left out of training are not learned from: as many steps are more epochs', () => {
  const finding = { code: 'rows_left_out', details: { kept: 140, rows: 700, left: 560, columns: '“name”' } };
  const left = withoutLeftOut(facts(), [finding]);
  expect(left).toMatchObject({ rows: 140, tokens: 13_600, known });
  const choice: Choice = { ...shapeOf('nano', 128), budget: { kind: 'steps', steps: 100 }, truncation_side: 'none' };
  const epochs = (of: TrainingFacts) => judge(choice, of, recommend(of), null).epochs;
  expect(epochs(left)).toBeCloseTo(5 * epochs(facts()), 6);
  const others = [{ code: 'fields_seldom_kept', details: { kept: 140, rows: 700 } }];
  for (const findings of [[], others]) expect(withoutLeftOut(facts(), findings)).toEqual(facts());
});

describe('examples that each stand by themselves', () => {
  const columns = [
    { name: 'review', distinct: null, meanLength: 400 },
    { name: 'score', distinct: 2, meanLength: 5 },
  ] as never;
  const classify: RecipeRequest = { kind: 'classify', inputs: ['review'], output: 'score' };
  const apart = examplesApart({ rows: 640, columns }, classify);
  const reviews = { rows: 640, tokens: 72_000, apart };

  test('a step takes a batch of them, whatever their tokens are', () => {
    const choice: Choice = {
      ...shapeOf('nano', 128, apart),
      ...{ budget: { kind: 'steps', steps: 200 }, truncation_side: 'none' },
    };
    expect(choice.per_device_train_batch_size).toBe(32);
    for (const tokens of [500, 72_000]) {
      const all = facts({ ...reviews, tokens });
      expect(judge(choice, all, recommend(all), null).epochs).toBe(10);
    }
    const all = facts(reviews);
    const left = withoutLeftOut(all, [{ code: 'rows_left_out', details: { kept: 320, rows: 640 } }]);
    expect(judge(choice, left, recommend(left), null).epochs).toBe(20);
  });

  test('the batch of the task is what is recommended, and what its time is told for', () => {
    const found = recommend(facts(reviews));
    expect(found).toMatchObject({ per_device_train_batch_size: 32, context_length: 128 });
    const { size, context_length, minutes } = found;
    const choice: Choice = {
      ...shapeOf(size, context_length, apart),
      ...{ budget: { kind: 'minutes', minutes }, truncation_side: 'none' },
    };
    const { steps, epochs, judgements } = judge(choice, facts(reviews), found, null);
    expect({ steps, epochs }).toEqual({ steps: found.steps, epochs: found.epochs });
    expect(judgements.filter(({ use }) => use !== null)).toEqual([]);
    const longer = recommend(facts({ ...reviews, lengths: { ...lengths, contextForMost: 512 } }));
    expect(longer).toMatchObject({ per_device_train_batch_size: 8, context_length: 512 });
  });

  test('short ones take the time of the rows that they are padded to, and not of the context', () => {
    const filled = recommend(facts({ ...reviews, lengths }));
    const short = { ...lengths, form: 'reads' as const, meanTokens: 20, mostTokens: 90 };
    const found = recommend(facts({ ...reviews, lengths: short }));
    expect(found.source).toBe('estimated');
    // Rows of 32 tokens: a quarter of the context.
    expect(found.stepMs).toBeLessThan(0.4 * filled.stepMs);
    expect(found.stepMs).toBeGreaterThan(0.25 * filled.stepMs);
    expect(found.minutes).toBeLessThan(filled.minutes);
    const choice: Choice = {
      ...shapeOf(found.size, found.context_length, apart),
      ...{ budget: { kind: 'minutes', minutes: found.minutes }, truncation_side: 'none' },
    };
    expect(judge(choice, facts({ ...reviews, lengths: short }), found, null)).toMatchObject({ steps: found.steps });
    // Rows that fill the context, histories, and texts that are packed take what was measured.
    for (const rows of [
      { meanTokens: 100, mostTokens: 300 },
      { ...short, form: 'recommends' as const },
    ]) {
      expect(recommend(facts({ ...reviews, lengths: { ...lengths, ...rows } })).stepMs).toBe(filled.stepMs);
    }
    const packed = { ...facts(), apart: null };
    expect(recommend({ ...packed, lengths: short }).stepMs).toBe(recommend({ ...packed, lengths }).stepMs);
  });

  test('texts that are written are packed, and events are as many histories as there are users', () => {
    const events = [
      { name: 'user', distinct: 300, meanLength: 4 },
      { name: 'item', distinct: 60, meanLength: 6 },
    ] as never;
    const recommendation = { kind: 'recommend', user: 'user', item: 'item', time: null, rating: null } as const;
    expect(examplesApart({ rows: 2400, columns: events }, recommendation)).toMatchObject({ examples: 300 });
    expect(examplesApart({ rows: 640, columns }, { kind: 'continue', template: '{{review}}' })).toBeNull();
    expect(examplesApart({ rows: 640, columns }, null)).toBeNull();
  });
});
