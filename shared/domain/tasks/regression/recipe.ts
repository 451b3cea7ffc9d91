import type { z } from 'zod';
import { textRecipe, textRequest } from '../textRecipe.ts';

/** Which number a row has, told from the text that a template makes of its columns. */
export const ScoreRecipe = textRecipe('score');
export type ScoreRecipe = z.infer<typeof ScoreRecipe>;

export const ScoreRequest = textRequest('score');
export type ScoreRequest = z.infer<typeof ScoreRequest>;
