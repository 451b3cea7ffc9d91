import { defineTask } from '../task.ts';
import { fillTemplate } from '../template.ts';
import { resolveText, usedColumns } from '../textRecipe.ts';
import { heldOutRow, pairOf } from './examples.ts';
import { describe, facts } from './facts.ts';
import { MATCH_METRICS, MATCH_RIVALS } from './metrics.ts';
import { MatchEvent, MatchInput } from './prediction.ts';
import { programs } from './programs.ts';
import { pythonExample } from './pythonExample.ts';
import { MatchRecipe, MatchRequest } from './recipe.ts';
import { OPTIONS, propose, requestOf, suggest } from './suggest.ts';

/** Tells how alike texts are: what `embed` and `search` make vectors with, trained on pairs of one's own. */
export const sentenceSimilarity = defineTask({
  kind: 'sentence-similarity',
  recipes: ['match'],
  request: MatchRequest,
  recipe: MatchRecipe,
  input: MatchInput,
  event: MatchEvent,
  metrics: MATCH_METRICS,
  rivals: MATCH_RIVALS,
  options: OPTIONS,
  // The other rows of a batch are what a pair is told from.
  settings: { per_device_train_batch_size: 32 },
  settingsOnBase: { per_device_train_batch_size: 32 },
  resolve: resolveText,
  suggest,
  fills: () => null,
  propose,
  requestOf: (_, given) => requestOf(given),
  columns: usedColumns,
  inputs: ({ inputs }) => inputs,
  facts,
  target: ({ output }) => ({ match: output }),
  learnsWhole: () => false,
  answers: false,
  takesBase: true,
  bodies: ['decoder', 'encoder'],
  autoSplit: () => ({ kind: 'ratio', validation: 0.1, test: 0 }),
  example: pairOf,
  heldOut: heldOutRow,
  samplePrompts: () => [],
  prompt: ({ template, inputs }, given) => fillTemplate(template, inputs, given),
  model: {
    noun: 'sentence similarity model',
    target: 'pair',
    zh: { lossUnit: 'nat/文本对' },
    className: ({ architectures: [own] }) => own,
    loaders: ['sentence-transformers'],
  },
  programs,
  describe,
  pythonExample,
});
