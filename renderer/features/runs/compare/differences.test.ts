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

test('settings that say nothing of a run are no difference', () => {
  const base = { id: 'base-1', name: 'Tiny', path: '/models/tiny', sha256: 'abc', files: [], license: null };
  const model = { ...run.model, base };
  const [lora, full] = (['lora', 'full'] as const).map((tuning) =>
    testRun({ model, settings: { ...run.settings, tuning, lora_rank: tuning === 'lora' ? 4 : 8 } }),
  ) as [typeof run, typeof run];
  expect(differences([run, { ...run, settings: { ...run.settings, lora_rank: 4, tuning: 'full' } }])).toEqual([]);
  expect(differences([full, { ...full, settings: { ...full.settings, lora_rank: 4, architecture: 'gpt2' } }])).toEqual(
    [],
  );
  expect(differences([lora, full])).toEqual(['tuning', 'lora_rank', 'lora_alpha', 'lora_dropout', 'target_modules']);
  expect(differences([run, full])).toEqual(['base', 'size', 'architecture', 'tuning']);
});
