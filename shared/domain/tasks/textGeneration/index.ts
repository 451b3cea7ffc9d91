import { GenerationEvent } from '../../models/generation.ts';
import { defineTask } from '../task.ts';
import { fillPrompt, givenColumns, heldOutRow, renderExample, samplePrompts } from './examples.ts';
import { describe, facts } from './facts.ts';
import { TEXT_METRICS } from './metrics.ts';
import { TextInput, textRecorder } from './prediction.ts';
import { programs } from './programs.ts';
import { propose } from './propose.ts';
import { pythonExample } from './pythonExample.ts';
import { learnedColumns, TextRecipe, TextRequest, targetOf, wantedFields, withFindings } from './recipe.ts';
import { OPTIONS, requestOf, resolve, suggest } from './resolve.ts';

/** Writes text: whole texts like those of a table, or one column from others. */
export const textGeneration = defineTask({
  kind: 'text-generation',
  recipes: ['continue', 'complete', 'chat'],
  alsoCalled: { translation: 'complete' },
  request: TextRequest,
  recipe: TextRecipe,
  input: TextInput,
  event: GenerationEvent,
  metrics: TEXT_METRICS,
  options: OPTIONS,
  resolve,
  suggest,
  fills: (request) => (request.kind === 'complete' ? request.output : null),
  propose,
  requestOf,
  columns: learnedColumns,
  inputs: givenColumns,
  wanted: wantedFields,
  withFindings,
  facts,
  target: targetOf,
  learnsWhole: (recipe) => recipe.kind === 'continue',
  answers: true,
  takesBase: true,
  bodies: ['decoder'],
  example: renderExample,
  heldOut: heldOutRow,
  samplePrompts,
  prompt: fillPrompt,
  recorder: textRecorder,
  model: {
    noun: 'language model',
    target: 'token',
    choices: 'tokens',
    zh: { lossUnit: 'nat/词元', choices: '词元' },
    className: ({ architectures: [own] }) => own,
  },
  programs,
  describe,
  pythonExample,
});
