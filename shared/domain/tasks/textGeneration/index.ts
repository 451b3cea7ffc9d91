import { z } from 'zod';
import { GenerationEvent, GenerationSettings, PromptSource } from '../../models/generation.ts';
import { defineTask } from '../task.ts';
import { fillPrompt, givenColumns, heldOutRow, renderExample, samplePrompts } from './examples.ts';
import { describe, facts } from './facts.ts';
import { pythonExample } from './pythonExample.ts';
import { learnedColumns, TextRecipe, TextRequest } from './recipe.ts';
import { OPTIONS, requestOf, resolve, suggest } from './resolve.ts';

/** Writes text: whole texts like those of a table, or one column from others. */
export const textGeneration = defineTask({
  kind: 'text-generation',
  recipes: ['continue', 'complete'],
  request: TextRequest,
  recipe: TextRecipe,
  input: z.object({ prompt: PromptSource, settings: GenerationSettings }),
  event: GenerationEvent,
  /**
   * - `field_fidelity`: share of the texts that contain the value of every chosen input column, as whole words.
   * - `exact_match`: share of the texts that equal the row's own text.
   * - `chrf`: chrF2 of all texts against the rows' own (character n-grams), as sacrebleu computes it.
   * - `copied_spans`: share of the texts' characters that lie in passages of at least `COPIED_SPAN` characters of a training row.
   * - `bitsPerByte`: what the held-out text costs, in bits for each of its UTF-8 bytes: comparable between tokenizers.
   */
  metrics: [
    { name: 'field_fidelity', unit: 'share', at: 'evaluation', better: 'higher' },
    { name: 'exact_match', unit: 'share', at: 'evaluation', better: 'higher' },
    { name: 'chrf', unit: 'score', at: 'evaluation', better: 'higher' },
    { name: 'copied_spans', unit: 'share', at: 'evaluation', better: 'lower' },
    { name: 'bitsPerByte', unit: 'bits', at: 'evaluation', better: 'lower' },
  ],
  options: OPTIONS,
  resolve,
  suggest,
  requestOf,
  columns: learnedColumns,
  inputs: givenColumns,
  facts,
  target: (recipe) => (recipe.kind === 'complete' ? { output: recipe.output } : { template: recipe.template }),
  learnsWhole: (recipe) => recipe.kind === 'continue',
  example: renderExample,
  heldOut: heldOutRow,
  samplePrompts,
  prompt: fillPrompt,
  describe,
  pythonExample,
});
