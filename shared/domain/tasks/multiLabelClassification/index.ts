import { defineTask } from '../task.ts';
import { fillTemplate } from '../template.ts';
import { sampleTexts, textClassOf } from '../textRecipe.ts';
import { describe, facts } from './facts.ts';
import { heldOutRow, taggedText } from './labels.ts';
import { TAG_METRICS, TAG_RIVALS } from './metrics.ts';
import { MOST_TEXTS, TagEvent, TagInput, tagAnswer } from './prediction.ts';
import { programs } from './programs.ts';
import { pythonExample } from './pythonExample.ts';
import { labelColumns, TagRecipe, TagRequest, usedColumns } from './recipe.ts';
import { OPTIONS, propose, requestOf, resolve, suggest } from './resolve.ts';

/** Tells which labels a text has, any number of them: topics, properties, causes. */
export const multiLabelClassification = defineTask({
  kind: 'multi-label-classification',
  pipelineTag: 'text-classification',
  recipes: ['tag'],
  request: TagRequest,
  recipe: TagRecipe,
  input: TagInput,
  event: TagEvent,
  metrics: TAG_METRICS,
  rivals: TAG_RIVALS,
  options: OPTIONS,
  // A row teaches its labels and not a token each: steps need more rows.
  settings: { per_device_train_batch_size: 32 },
  settingsOnBase: { per_device_train_batch_size: 16 },
  resolve,
  suggest,
  fills: ({ output }) => output,
  propose,
  requestOf: (_, given) => requestOf(given),
  columns: usedColumns,
  inputs: ({ inputs }) => inputs,
  facts,
  target: (recipe) => ({ labels: labelColumns(recipe) }),
  learnsWhole: () => false,
  answers: false,
  thresholds: true,
  takesBase: true,
  bodies: ['decoder', 'encoder'],
  autoSplit: () => ({ kind: 'ratio', validation: 0.1, test: 0 }),
  example: taggedText,
  heldOut: heldOutRow,
  samplePrompts: sampleTexts,
  prompt: ({ template, inputs }, given) => fillTemplate(template, inputs, given),
  many: {
    most: MOST_TEXTS,
    columns: ['prediction', 'confidence'],
    input: (texts) => ({ task: 'multi-label-classification' as const, texts: [...texts] }),
    answer: tagAnswer,
  },
  model: {
    noun: 'multi-label text classifier',
    target: 'text',
    loss: { name: 'Binary cross-entropy in the mean over the labels', unit: 'nats of a label' },
    zh: { lossUnit: '每标签 nat/文本' },
    className: textClassOf,
    loaders: ['transformers'],
  },
  programs,
  describe,
  pythonExample,
});
