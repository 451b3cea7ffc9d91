import { itemOf } from '../history.ts';
import type { Cell, Example, GivenRow } from '../task.ts';
import type { RecommendRecipe } from './recipe.ts';

/** One event: nothing to learn from where it has no user or no item. */
export const eventOf = ({ user, item }: RecommendRecipe, cell: Cell): Example => ({
  prompt: '',
  completion: cell(user).trim() === '' ? '' : itemOf(cell(item)),
});

export const heldOutRow = (recipe: RecommendRecipe, cell: Cell): GivenRow => ({
  inputs: [],
  prompt: '',
  reference: itemOf(cell(recipe.item)),
});
