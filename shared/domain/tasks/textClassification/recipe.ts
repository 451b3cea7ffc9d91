import type { z } from 'zod';
import { textRecipe, textRequest } from '../textRecipe.ts';

/** Which label a row has, told from the text that a template makes of its columns. The labels themselves lie with the model: `id2label`. */
export const ClassifyRecipe = textRecipe('classify');
export type ClassifyRecipe = z.infer<typeof ClassifyRecipe>;

export const ClassifyRequest = textRequest('classify');
export type ClassifyRequest = z.infer<typeof ClassifyRequest>;
