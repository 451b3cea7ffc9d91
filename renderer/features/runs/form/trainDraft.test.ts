import { describe, expect, test } from 'vitest';
import type { Column } from '../../../../shared/domain/columns.ts';
import { guessTask } from '../../../tasks/taskDraft.ts';
import { newDraft } from './draftFromRun.ts';
import { draftKey, fitDraft, readDraft, type TrainDraft, writeDraft } from './trainDraft.ts';

const columnsOf = (...names: string[]) =>
  names.map(
    (name): Column => ({
      ...{ name, type: 'text', emptyCells: 0, distinct: null, minLength: 1, meanLength: 20, maxLength: 40 },
    }),
  );
const columns = columnsOf('name', 'category', 'text');

const answers = {
  kind: 'complete',
  continueTemplate: '{{name}} and {{text}}',
  inputs: ['name'],
  output: 'text',
  completeTemplate: 'Write about {{name}}:',
  fidelityFields: ['name'],
  mustContain: ['name'],
  onlyKeeping: true,
  messages: null,
  tools: null,
  chatTemplate: 'model' as const,
};
const draft: TrainDraft = {
  ...newDraft(columns),
  recipe: { task: 'text-generation', of: { ...guessTask(columns).of, 'text-generation': answers } },
  ...{ size: 'base', base: 'base-1' },
  followsAdvice: false,
  budget: { kind: 'steps', minutes: '', steps: 77 },
  settings: { learning_rate: 0.5, context_length: '' },
  split: {
    ...{ kind: 'group', column: 'category', validation: 7, test: 0 },
    ...{ validationValues: [], testValues: [] },
  },
  name: 'Half typ',
};

function storage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('a draft', () => {
  test('comes back as it was typed, half filled fields included', () => {
    const store = storage();
    writeDraft(store, 'key', draft);
    expect(readDraft(store, 'key', columns)).toEqual(draft);
    writeDraft(store, 'key', null);
    expect(readDraft(store, 'key', columns)).toBeNull();
  });

  test('of before there were tasks is that of the first one', () => {
    const store = storage();
    store.setItem('key', JSON.stringify({ ...draft, recipe: answers }));
    expect(readDraft(store, 'key', columns)).toEqual(draft);
  });

  test('is kept for each data set, and for each run that it began with', () => {
    const keys = [draftKey('a', null), draftKey('b', null), draftKey('a', 'run')];
    expect(new Set(keys).size).toBe(3);
  });

  test('that cannot be read is none, and stays', () => {
    const store = storage();
    for (const text of [
      '{',
      '[]',
      '{"size":"enormous"}',
      JSON.stringify({ ...draft, recipe: { ...answers, kind: 'rank' } }),
    ]) {
      store.setItem('key', text);
      expect(readDraft(store, 'key', columns)).toBeNull();
      expect(store.getItem('key')).toBe(text);
    }
    const broken = {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('full');
      },
      removeItem: () => {},
    };
    expect(readDraft(broken, 'key', columns)).toBeNull();
    writeDraft(broken, 'key', draft);
  });
});

describe('another data set', () => {
  test('with the same columns keeps all', () => {
    expect(fitDraft(draft, columnsOf('text', 'name', 'category', 'price'))).toEqual(draft);
  });

  test('with others keeps size, budget, settings and name, and guesses the recipe', () => {
    const fitted = fitDraft(draft, columnsOf('question', 'answer'));
    const { size, followsAdvice, budget, settings, name } = draft;
    expect(fitted).toMatchObject({ size, followsAdvice, budget, settings, name });
    expect(fitted.recipe.of['text-generation']).toMatchObject({
      ...{ kind: 'complete', inputs: ['question'], output: 'answer', completeTemplate: null },
      continueTemplate: expect.stringContaining('{{question}}'),
    });
    expect(fitted.split.kind).toBe('auto');
  });

  test('of one column has nothing to be given', () => {
    expect(fitDraft(draft, columnsOf('poem')).recipe.of['text-generation']).toMatchObject({
      ...{ kind: 'continue', output: null },
    });
  });
});
