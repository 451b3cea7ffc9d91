import type { z } from 'zod';
import { textRecipe, textRequest } from '../textRecipe.ts';

/** Which text belongs to which, told from pairs of them: a question and its answer, a name and its description, a text and its topic. */
export const MatchRecipe = textRecipe('match');
export type MatchRecipe = z.infer<typeof MatchRecipe>;

export const MatchRequest = textRequest('match');
export type MatchRequest = z.infer<typeof MatchRequest>;
