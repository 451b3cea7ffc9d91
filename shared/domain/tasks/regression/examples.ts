import { beginning } from '../../datasets/cutCells.ts';
import { numberOf } from '../number.ts';
import type { Cell, Example, GivenRow } from '../task.ts';
import { renderTemplate } from '../template.ts';
import type { ScoreRecipe } from './recipe.ts';

/** UTF-16 units of a text: far beyond any context. What comes after them is not made. */
const MOST_OF_TEXT = 1 << 24;

/** A row's number as it is written everywhere; empty where its cell holds none, so that there is nothing to learn from. */
export function scoreOf({ output }: ScoreRecipe, cell: Cell): string {
  const value = numberOf(cell(output));
  return value === null ? '' : String(value);
}

/** The text, and its number as what is learned. */
export const scoredText = (recipe: ScoreRecipe, cell: Cell, most: number = MOST_OF_TEXT): Example => ({
  prompt: renderTemplate(recipe.template, cell, most),
  completion: beginning(scoreOf(recipe, cell), most),
});

export const heldOutRow = (recipe: ScoreRecipe, cell: Cell): GivenRow => ({
  inputs: recipe.inputs.map((column) => ({ column, value: cell(column) })),
  prompt: scoredText(recipe, cell).prompt,
  reference: scoreOf(recipe, cell),
});
