import { AppError } from '../../../errors/errors.ts';
import { defineTask } from '../task.ts';
import { eventOf, heldOutRow } from './examples.ts';
import { describe, facts } from './facts.ts';
import { RECOMMEND_METRICS, RECOMMEND_RIVALS } from './metrics.ts';
import { MOST_HISTORIES, RecommendEvent, RecommendInput, recommendAnswer } from './prediction.ts';
import { programs } from './programs.ts';
import { pythonExample } from './pythonExample.ts';
import { RecommendRecipe, RecommendRequest, usedColumns } from './recipe.ts';
import { OPTIONS, propose, requestOf, resolve, suggest } from './resolve.ts';

/** Tells what a user comes to next: SASRec (Kang & McAuley 2018), a decoder over items. */
export const recommendation = defineTask({
  kind: 'recommendation',
  recipes: ['recommend'],
  request: RecommendRequest,
  recipe: RecommendRecipe,
  input: RecommendInput,
  event: RecommendEvent,
  metrics: RECOMMEND_METRICS,
  rivals: RECOMMEND_RIVALS,
  options: OPTIONS,
  // Histories are short and many.
  settings: { per_device_train_batch_size: 32 },
  resolve,
  suggest,
  fills: ({ item }) => item,
  propose,
  requestOf: (_, given) => requestOf(given),
  columns: usedColumns,
  inputs: ({ item }) => [item],
  facts,
  target: ({ item }) => ({ next: item }),
  learnsWhole: () => false,
  answers: false,
  takesBase: false,
  bodies: ['decoder'],
  example: eventOf,
  heldOut: heldOutRow,
  samplePrompts: () => [],
  prompt({ item }, inputs) {
    const history = inputs.find(({ column }) => column === item);
    if (!history) throw new AppError('prompt_inputs_missing', { column: item });
    return history.value;
  },
  many: {
    most: MOST_HISTORIES,
    columns: ['items'],
    input: (texts) => ({ task: 'recommendation' as const, texts: [...texts] }),
    answer: recommendAnswer,
  },
  model: {
    noun: 'recommendation model',
    target: 'item',
    choices: 'items',
    zh: { lossUnit: 'nat/物品', choices: '物品' },
    className: ({ architectures: [own] }) => own,
    loaders: ['transformers'],
  },
  programs,
  describe,
  pythonExample,
});
