import { defineTask } from '../task.ts';
import { fillTemplate } from '../template.ts';
import { resolveText, sampleTexts, textClassOf, usedColumns } from '../textRecipe.ts';
import { heldOutRow, scoredText } from './examples.ts';
import { describe, facts } from './facts.ts';
import { SCORE_METRICS, SCORE_RIVALS } from './metrics.ts';
import { MOST_TEXTS, ScoreEvent, ScoreInput, scoreAnswer } from './prediction.ts';
import { programs } from './programs.ts';
import { pythonExample } from './pythonExample.ts';
import { ScoreRecipe, ScoreRequest } from './recipe.ts';
import { OPTIONS, propose, requestOf, suggest } from './suggest.ts';

/** Estimates a number of a text: a score, a price. */
export const regression = defineTask({
  kind: 'regression',
  recipes: ['score'],
  request: ScoreRequest,
  recipe: ScoreRecipe,
  input: ScoreInput,
  event: ScoreEvent,
  metrics: SCORE_METRICS,
  rivals: SCORE_RIVALS,
  options: OPTIONS,
  // A row teaches one number and not a token each: steps need more rows.
  settings: { per_device_train_batch_size: 32 },
  settingsOnBase: { per_device_train_batch_size: 16 },
  resolve: resolveText,
  suggest,
  fills: ({ output }) => output,
  propose,
  requestOf: (_, given) => requestOf(given),
  columns: usedColumns,
  inputs: ({ inputs }) => inputs,
  facts,
  target: ({ output }) => ({ number: output }),
  learnsWhole: () => false,
  answers: false,
  takesBase: true,
  bodies: ['decoder', 'encoder'],
  autoSplit: () => ({ kind: 'ratio', validation: 0.1, test: 0 }),
  example: scoredText,
  heldOut: heldOutRow,
  samplePrompts: sampleTexts,
  prompt: ({ template, inputs }, given) => fillTemplate(template, inputs, given),
  many: {
    most: MOST_TEXTS,
    columns: ['value'],
    input: (texts) => ({ task: 'regression' as const, texts: [...texts] }),
    answer: scoreAnswer,
  },
  model: {
    noun: 'text regression model',
    target: 'text',
    loss: { name: 'Squared error of the standardised number', unit: 'squared error' },
    zh: { lossUnit: '平方误差/文本' },
    className: textClassOf,
    loaders: ['transformers'],
  },
  programs,
  describe,
  pythonExample,
});
