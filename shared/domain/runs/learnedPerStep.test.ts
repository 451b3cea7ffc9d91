import { expect, test } from 'vitest';
import { learnedPerStep } from './learnedPerStep.ts';
import type { Run } from './run.ts';
import { defaultSettings } from './training.ts';

const settings = {
  ...defaultSettings('nano'),
  ...{ per_device_train_batch_size: 4, gradient_accumulation_steps: 2, context_length: 128 },
};
const prepared = { trainDocuments: 100, trainTokens: 1500 } as NonNullable<Run['prepared']>;
const recipes = {
  packed: { kind: 'continue', template: '{{text}}' },
  padded: { kind: 'classify', inputs: ['text'], template: '{{text}}', output: 'label' },
} as Record<string, Run['recipe']>;

test.each([
  ['packed', prepared, 1024],
  ['padded', prepared, 120],
  ['padded', null, 1024],
] as const)('a step of %s rows learns from the texts in them', (kind, counted, tokens) => {
  expect(learnedPerStep({ settings, recipe: recipes[kind] as Run['recipe'], prepared: counted })).toBe(tokens);
});
