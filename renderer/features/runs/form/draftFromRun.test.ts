import { expect, test } from 'vitest';
import { newRunModel } from '../../../../shared/domain/architectures/runModel.ts';
import type { Column } from '../../../../shared/domain/columns.ts';
import type { Split } from '../../../../shared/domain/datasets/split.ts';
import { defaultSettingsOn } from '../../../../shared/domain/runs/baseSettings.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import { guessTask, toRequest } from '../../../tasks/taskDraft.ts';
import { testRun } from '../testRun.ts';
import { toBudget } from './budgetDraft.ts';
import { draftFromRun, newDraft } from './draftFromRun.ts';
import { changedSettings } from './settingsDraft.ts';
import { toSplit } from './splitDraft.ts';

const columns = ['name', 'category', 'text'].map(
  (name): Column => ({
    name,
    type: 'text',
    emptyCells: 0,
    distinct: null,
    minLength: 1,
    meanLength: 20,
    maxLength: 40,
  }),
);

test('the form asks for the very same run', () => {
  const settings = {
    ...defaultSettings('nano'),
    learning_rate: 0.01,
    early_stopping_patience: 3,
    precision: 'fp32' as const,
  };
  const recipe = {
    kind: 'complete' as const,
    inputs: ['name'],
    output: 'text',
    template: 'Write about {{name}}:',
    mustContain: ['name'],
  };
  const draft = draftFromRun(
    testRun({ recipe, size: 'nano', budget: { kind: 'steps', steps: 77 }, settings }),
    columns,
  );
  expect(toRequest(draft.recipe)).toEqual(recipe);
  expect(draft.size).toBe('nano');
  expect(toBudget(draft.budget)).toEqual({ kind: 'steps', steps: 77 });
  expect(changedSettings(draft.settings)).toEqual({
    learning_rate: 0.01,
    early_stopping_patience: 3,
    precision: 'fp32',
  });
});

test('a run on top of a model asks for the same model and tuning', () => {
  const base = { id: 'base-1', name: 'Tiny', path: '/models/tiny', sha256: 'abc', files: [], license: null };
  const model = { ...newRunModel('small', 64), base };
  const settings = { ...defaultSettingsOn(model, 'small', 'full'), lora_rank: 4, seed: 3 };
  const draft = draftFromRun(testRun({ model, settings }), columns);
  expect(draft.base).toBe('base-1');
  expect(draft.settings).toEqual({ tuning: 'full', seed: 3 });
  expect(draftFromRun(testRun(), columns).base).toBeNull();
});

test('a template that follows the columns goes on following them', () => {
  const recipe = {
    kind: 'complete' as const,
    inputs: ['name', 'category'],
    output: 'text',
    template: 'name: {{name}}\ncategory: {{category}}\ntext:',
  };
  expect(draftFromRun(testRun({ recipe }), columns).recipe.of).toMatchObject({
    'text-generation': { completeTemplate: null, output: 'text' },
  });
});

test.each<Split>([
  { kind: 'auto' },
  { kind: 'ratio', validation: 0.07, test: 0 },
  { kind: 'group', column: 'name', validation: 0.125, test: 0.3 },
  { kind: 'stratified', column: 'category', validation: 0.1, test: 0.1 },
  { kind: 'column', column: 'category', validation: ['dev', 'a,b'], test: ['test'] },
])('the split comes over: $kind', (split) => {
  expect(toSplit(draftFromRun(testRun({ split }), columns).split, columns)).toEqual(split);
});

test('a split by a column that the data set does not have is left out', () => {
  const split: Split = { kind: 'group', column: 'maker', validation: 0.1, test: 0 };
  expect(toSplit(draftFromRun(testRun({ split }), columns).split, columns)).toEqual({ kind: 'auto' });
});

test('shares that leave nothing, and empty fields, are not a split', () => {
  const draft = newDraft(columns).split;
  expect(toSplit({ ...draft, kind: 'ratio', validation: '' }, columns)).toBeNull();
  expect(toSplit({ ...draft, kind: 'ratio', validation: 60, test: 40 }, columns)).toBeNull();
  expect(toSplit({ ...draft, kind: 'ratio', validation: 0 }, columns)).toBeNull();
});

test('minutes and texts to continue come over, too', () => {
  const run = testRun({
    recipe: { kind: 'continue', template: '{{text}}!' },
    budget: { kind: 'minutes', minutes: 2.5 },
  });
  const draft = draftFromRun(run, columns);
  expect(toRequest(draft.recipe)).toEqual(run.recipe);
  expect(toBudget(draft.budget)).toEqual(run.budget);
});

test('a column that the data set does not have makes the form guess', () => {
  const run = testRun({ recipe: { kind: 'continue', template: '{{gone}}' } });
  expect(draftFromRun(run, columns).recipe).toEqual(guessTask(columns));
});

test('without a run it is the usual form', () => {
  expect(newDraft(columns)).toMatchObject({ size: 'small', settings: {}, recipe: guessTask(columns) });
  const draft = newDraft(columns, undefined, { size: 'nano', minutes: 2 });
  expect([draft.size, toBudget(draft.budget)]).toEqual(['nano', { kind: 'minutes', minutes: 2 }]);
});
