import { expect, test } from 'vitest';
import { newRunModel } from '../architectures/runModel.ts';
import type { Run } from './run.ts';
import { earlierSpeeds } from './stepTime.ts';
import { defaultSettings } from './training.ts';

const run = (createdAt: number, change: object = {}): Run =>
  ({
    ...{ createdAt, size: 'small', tokensPerSecond: 1024, engine: { name: 'wasm' } },
    ...{ model: newRunModel('small', 128), settings: defaultSettings('small') },
    recipe: { kind: 'continue', template: '{{text}}' },
    ...change,
  }) as unknown as Run;

test('the speed of a size is that of its newest run, not of one on top of a model', () => {
  const base = { ...newRunModel('small', 128), base: { id: 'b' } };
  const found = earlierSpeeds([run(1, { tokensPerSecond: 512 }), run(2), run(3, { model: base })], 'wasm');
  expect(found).toMatchObject([{ size: 'small', architecture: 'llama', stepMs: 1000, source: 'earlier' }]);
});

test('a run whose rows are padded says nothing of the time of rows that are not', () => {
  const recipe = { kind: 'classify', inputs: ['text'], template: '{{text}}', output: 'label' };
  const found = earlierSpeeds([run(1), run(2, { recipe, tokensPerSecond: 300 })], 'wasm');
  expect(found).toMatchObject([{ stepMs: 1000, source: 'earlier' }]);
});
