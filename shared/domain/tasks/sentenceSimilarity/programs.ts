import type { Searches } from '../programs.ts';
import type { MatchRecipe } from './recipe.ts';

/** Texts that are like another one. */
export const programs: Searches<MatchRecipe> = { form: 'searches', template: ({ template }) => template };
