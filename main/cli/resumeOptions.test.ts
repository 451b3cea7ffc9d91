import { Command } from 'commander';
import { expect, test } from 'vitest';
import { newRunModel } from '../../shared/domain/architectures/runModel.ts';
import { type Run, UNSTARTED } from '../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../shared/domain/runs/training.ts';
import { checkResumed, givenOptions } from './resumeOptions.ts';
import { addSettingOptions } from './settingOptions.ts';

const run: Run = {
  ...UNSTARTED,
  ...{ id: 'r1', name: 'Labels', datasetId: 'd1', datasetVersion: 1, datasetName: 'reviews', size: 'nano' },
  recipe: { kind: 'classify', inputs: ['text'], output: 'score', template: '{{text}}' },
  model: newRunModel('nano', 128),
  budget: { kind: 'minutes', minutes: 5 },
  settings: { ...defaultSettings('nano'), per_device_train_batch_size: 8, learning_rate: 0.001 },
  ...{ state: 'paused', parameters: 935_000, createdAt: '2026-11-28T00:00:00.000Z' },
};

/** Of `train`, as far as resuming has to tell them apart. */
function given(...words: string[]) {
  const command = new Command('train')
    .option('--home <dir>', '', 'somewhere')
    .option('--dataset <id>')
    .option('--size <size>', '', 'small')
    .option('--steps <n>', '', Number)
    .option('--minutes <m>', '', Number)
    .option('--validation-share <x>', '', Number)
    .option('--input <columns>')
    .option('--name <name>')
    .option('--resume <run>')
    .option('--from-step <n>')
    .option('--extend <n>', '', Number);
  return givenOptions(addSettingOptions(command).parse(words, { from: 'user' }));
}

test.each([
  ['nothing else'],
  ['another learning rate', '--learning-rate', '0.0001'],
  ['a checkpoint', '--from-step', '20', '--home', 'here'],
  ['more steps', '--extend', '100'],
  ['what the run has itself', '--dataset', 'd1', '--size', 'nano', '--minutes', '5', '--batch-size', '8'],
])('%s goes with a run that is resumed', (_, ...words) => {
  expect(() => checkResumed(given('--resume', 'r1', ...words), run)).not.toThrow();
});

test.each([
  ['--batch-size', '(8)', 'leave it out, or train a new run', '--batch-size', '4'],
  ['--no-load-best-model-at-end', '(true)', 'leave it out', '--no-load-best-model-at-end'],
  ['--dataset', '(d1)', 'leave it out', '--dataset', 'd2'],
  ['--size', '(nano)', 'leave it out', '--size', 'small'],
  ['--steps', '(5 minutes)', 'add steps with --extend', '--steps', '50'],
  ['--minutes', '(5)', 'add steps with --extend', '--minutes', '6'],
  ['--validation-share', '(auto)', 'leave it out', '--validation-share', '0.2'],
  ['--input', 'inputs: text', 'leave it out', '--input', 'title'],
  ['--name', '(Labels)', 'renamed in the studio', '--name', 'Other'],
  ['--learning-rate', '(0.001)', 'what --extend adds', '--extend', '5', '--learning-rate', '0.1'],
])('%s is refused with what the run has (%s) and what to do: %s', (flag, own, remedy, ...words) => {
  const problem = expect.stringMatching(new RegExp(`${own.replace(/[()]/g, '\\$&')}.*${remedy}`));
  expect(() => checkResumed(given('--resume', 'r1', ...words), run)).toThrow(
    expect.objectContaining({ code: 'bad_input', details: { path: flag, problem } }),
  );
});
