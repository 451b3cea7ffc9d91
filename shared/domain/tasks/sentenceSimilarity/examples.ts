import { beginning } from '../../datasets/cutCells.ts';
import type { Cell, Example, GivenRow } from '../task.ts';
import { renderTemplate } from '../template.ts';
import type { MatchRecipe } from './recipe.ts';

/** UTF-16 units of a text: far beyond any context. What comes after them is not made. */
const MOST_OF_TEXT = 1 << 24;

/** A pair: nothing to learn from where one of the two is empty. */
export function pairOf(recipe: MatchRecipe, cell: Cell, most: number = MOST_OF_TEXT): Example {
  const isEmpty = recipe.inputs.every((column) => cell(column).trim() === '');
  return {
    prompt: renderTemplate(recipe.template, cell, most),
    completion: isEmpty ? '' : beginning(cell(recipe.output).trim(), most),
  };
}

export const heldOutRow = (recipe: MatchRecipe, cell: Cell): GivenRow => ({
  inputs: recipe.inputs.map((column) => ({ column, value: cell(column) })),
  prompt: pairOf(recipe, cell).prompt,
  reference: cell(recipe.output).trim(),
});
