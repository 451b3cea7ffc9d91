import { describe, expect, test } from 'vitest';
import type { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import { judge } from '../../../../shared/domain/runs/judge.ts';
import { RunShape } from '../../../../shared/domain/runs/preflight.ts';
import { examplesApart, recommend, shapeOf, type TrainingFacts } from '../../../../shared/domain/runs/recommend.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import { withKind } from '../../../tasks/taskDraft.ts';
import { toBudget } from './budgetDraft.ts';
import { newDraft } from './draftFromRun.ts';
import { changedSettings } from './settingsDraft.ts';
import { byHand, followAdvice, isTaken, takeAll } from './takenAdvice.ts';
import type { TrainDraft } from './trainDraft.ts';

const fresh: TrainDraft = { ...newDraft([]), followsAdvice: true, name: '' };
const counted = (size: SizeName, contextForMost: number) => ({
  ...{ size, contextForMost, longestPrompt: 30 },
});
const facts = (patch: Partial<TrainingFacts>): TrainingFacts => ({
  ...{ rows: 700, tokens: 68_000, lengths: null, engine: { name: 'tensorflow', device: 'cpu' }, known: [] },
  ...patch,
});
const measured = (size: SizeName, stepMs: number, context = 128) => ({
  ...shapeOf(size, context),
  ...{ stepMs, source: 'measured' as const },
});

/** What the form offers by such facts. */
function offers(draft: TrainDraft, known: TrainingFacts) {
  const settings = { ...defaultSettings(draft.size), ...changedSettings(draft.settings) };
  const budget = toBudget(draft.budget);
  if (!budget) throw new Error('the budget is missing');
  const { truncation_side } = settings;
  const choice = { ...RunShape.parse({ size: draft.size, ...settings }), budget, truncation_side };
  const recommended = recommend(known);
  const { judgements } = judge(choice, known, recommended, null);
  return [
    ...(isTaken(draft, recommended) ? [] : [recommended]),
    ...judgements.flatMap(({ use }) => (use ? [use] : [])),
  ];
}

describe('who has taken all that is recommended', () => {
  const before = facts({ known: [measured('small', 100)], lengths: counted('small', 128) });
  const draft = { ...fresh, ...takeAll(fresh, recommend(before)) };

  test('is offered nothing', () => {
    expect(draft.size).toBe('nano');
    expect(offers(draft, before)).toEqual([]);
    expect(followAdvice(draft, recommend(before))).toBeNull();
  });

  test.each([
    ['a step takes longer than was estimated', facts({ ...before, known: [measured('nano', 700)] })],
    ['a step takes less', facts({ ...before, known: [measured('nano', 3)] })],
    ['the texts are shorter than another vocabulary made of them', facts({ ...before, lengths: counted('nano', 120) })],
    ['the texts are longer', facts({ ...before, lengths: counted('nano', 400) })],
  ])('is offered nothing afterwards: %s', (_, after) => {
    expect(offers(draft, after)).not.toEqual([]);
    const followed = { ...draft, ...followAdvice(draft, recommend(after)) };
    expect(offers(followed, after)).toEqual([]);
    expect(followAdvice(followed, recommend(after))).toBeNull();
  });

  test('is offered another size, and keeps the one that was taken', () => {
    const after = recommend(facts({ tokens: 8e6, known: [measured('base', 300, 256)] }));
    expect(after.size).not.toBe(draft.size);
    expect(followAdvice(draft, after)).toBeNull();
  });

  test('is not followed into an answer of his own', () => {
    const slow = recommend(facts({ ...before, known: [measured('nano', 700)] }));
    expect(followAdvice({ ...draft, ...byHand(draft, { name: 'mine' }) }, slow)).not.toBeNull();
    const own = { ...draft, ...byHand(draft, { budget: { ...draft.budget, minutes: 1 } }) };
    expect(followAdvice(own, slow)).toBeNull();
  });
});

describe('a form that goes with what is recommended', () => {
  const draft: TrainDraft = { ...fresh, settings: { weight_decay: 0.2 } };

  test.each<[string, Partial<TrainDraft>, boolean]>([
    ['a name', { name: 'Mine' }, true],
    ['another recipe', { recipe: withKind(draft.recipe, 'continue') }, true],
    ['a learning rate', { settings: { ...draft.settings, learning_rate: 0.1 } }, true],
    ['the same size again', { size: draft.size }, true],
    ['another size', { size: 'base' }, false],
    ['minutes', { budget: { ...draft.budget, kind: 'minutes', minutes: 3 } }, false],
    ['a context', { settings: { ...draft.settings, context_length: 256 } }, false],
    ['a batch size', { settings: { ...draft.settings, per_device_train_batch_size: 4 } }, false],
    ['prompts cut from the left', { settings: { ...draft.settings, truncation_side: 'left' } }, false],
  ])('after %s', (_, patch, follows) => {
    expect({ ...draft, ...byHand(draft, patch) }).toMatchObject({ ...patch, followsAdvice: follows });
  });

  test('has the context that the rows need, though nobody took it: else it judges itself poor', () => {
    const long = facts({ known: [measured('nano', 100)], lengths: counted('nano', 304) });
    const begun = { ...draft, ...takeAll(draft, { ...recommend(facts({ known: [measured('nano', 100)] })) }) };
    const followed = { ...begun, ...followAdvice(begun, recommend(long)) };
    expect(followed.settings).toMatchObject({
      ...{ weight_decay: 0.2, context_length: 304, per_device_train_batch_size: 8 },
    });
    expect(offers(followed, long)).toEqual([]);
  });
});

test('of a task with a batch of its own, that batch is taken, and not the one of the size', () => {
  const apart = examplesApart({ rows: 700, columns: [] }, { kind: 'classify', inputs: ['review'], output: 'score' });
  const known = facts({ apart, known: [measured('nano', 100)] });
  const classifies = { ...fresh, recipe: withKind(fresh.recipe, 'classify') };
  const draft = { ...classifies, ...takeAll(classifies, recommend(known)) };
  expect(draft.settings).toEqual({});
  expect(isTaken(draft, recommend(known))).toBe(true);
  expect(isTaken({ ...draft, settings: { per_device_train_batch_size: 16 } }, recommend(known))).toBe(false);
});
