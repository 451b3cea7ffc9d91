import { expect, test } from 'vitest';
import { testRun } from '../testRun.ts';
import { differences } from './differences.ts';

const run = testRun();

test('runs of the same settings differ in nothing, whatever came of them', () => {
  expect(differences([run, { ...run, id: 'run-2', name: 'again', state: 'failed', step: 7 }])).toEqual([]);
});

test('what differs is listed in the order of the table', () => {
  const other = testRun({
    datasetVersion: 2,
    recipe: { kind: 'complete', inputs: ['name'], output: 'text', template: '{{name}}' },
    budget: { kind: 'steps', steps: 5 },
    settings: { ...run.settings, learning_rate: 1, load_best_model_at_end: false },
    execution: { mode: 'eager', precision: 'fp32', problem: null },
  });
  expect(differences([run, run, other])).toEqual([
    'dataset',
    'recipe.recipe',
    'recipe.inputs',
    'recipe.output',
    'budget',
    'execution',
    'learning_rate',
    'load_best_model_at_end',
  ]);
});
