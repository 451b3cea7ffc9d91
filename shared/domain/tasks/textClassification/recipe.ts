import { z } from 'zod';
import { textRecipe, textRequest } from '../textRecipe.ts';

/** Which label a row has, told from the text that a template makes of its columns. The labels themselves lie with the model: `id2label`. */
export const ClassifyRecipe = textRecipe('classify').extend({
  /** Rare labels count as much as common ones: scikit-learn's `class_weight='balanced'`. Left out, every row counts alike. */
  classWeight: z.literal('balanced').optional(),
  /** The model predicts together with the words beside it (TF-IDF with logistic regression) from the start. Left out, they are only measured. */
  words: z.literal('together').optional(),
});
export type ClassifyRecipe = z.infer<typeof ClassifyRecipe>;

export const ClassifyRequest = textRequest('classify').extend({
  classWeight: z.literal('balanced').optional(),
  words: z.literal('together').optional(),
});
export type ClassifyRequest = z.infer<typeof ClassifyRequest>;
