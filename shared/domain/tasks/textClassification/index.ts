import { defineTask } from '../task.ts';
import { fillTemplate } from '../template.ts';
import { resolveText, sampleTexts, textClassOf, usedColumns } from '../textRecipe.ts';
import { heldOutRow, labelledText } from './examples.ts';
import { describe, facts } from './facts.ts';
import { LABEL_METRICS, LABEL_RIVALS } from './metrics.ts';
import { LabelEvent, LabelInput, labelAnswer, MOST_TEXTS } from './prediction.ts';
import { programs } from './programs.ts';
import { pythonExample } from './pythonExample.ts';
import { ClassifyRecipe, ClassifyRequest } from './recipe.ts';
import { OPTIONS, propose, requestOf, suggest } from './suggest.ts';

/** Tells the label of a text: sentiment, category, intent, spam. */
export const textClassification = defineTask({
  kind: 'text-classification',
  recipes: ['classify'],
  request: ClassifyRequest,
  recipe: ClassifyRecipe,
  input: LabelInput,
  event: LabelEvent,
  metrics: LABEL_METRICS,
  rivals: LABEL_RIVALS,
  options: OPTIONS,
  joinsWords: true,
  // A row teaches one label and not a token each: steps need more rows.
  settings: { per_device_train_batch_size: 32 },
  settingsOnBase: { per_device_train_batch_size: 16 },
  resolve: ({ classWeight, words, ...text }, columns) => ({
    ...resolveText(text, columns),
    ...(classWeight && { classWeight }),
    ...(words && { words }),
  }),
  suggest,
  fills: ({ output }) => output,
  propose,
  requestOf: (_, given) => requestOf(given),
  columns: usedColumns,
  inputs: ({ inputs }) => inputs,
  facts,
  target: ({ output }) => ({ label: output }),
  learnsWhole: () => false,
  answers: false,
  takesBase: true,
  freezes: true,
  bodies: ['decoder', 'encoder'],
  autoSplit: ({ output }) => ({ kind: 'stratified', column: output, validation: 0.1, test: 0 }),
  example: labelledText,
  heldOut: heldOutRow,
  samplePrompts: sampleTexts,
  prompt: ({ template, inputs }, given) => fillTemplate(template, inputs, given),
  many: {
    most: MOST_TEXTS,
    columns: ['prediction', 'confidence'],
    input: (texts) => ({ task: 'text-classification' as const, texts: [...texts] }),
    answer: labelAnswer,
  },
  model: {
    noun: 'text classifier',
    target: 'text',
    choices: 'labels',
    zh: { lossUnit: 'nat/文本', choices: '标签' },
    className: textClassOf,
    loaders: ['transformers'],
  },
  programs,
  describe,
  pythonExample,
});
