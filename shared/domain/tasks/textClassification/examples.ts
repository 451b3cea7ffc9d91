import { beginning } from '../../datasets/cutCells.ts';
import type { Cell, Example, GivenRow } from '../task.ts';
import { renderTemplate } from '../template.ts';
import type { ClassifyRecipe } from './recipe.ts';

/** UTF-16 units of a text: far beyond any context. What comes after them is not made. */
const MOST_OF_TEXT = 1 << 24;

/** A label without the white space around it, by which nobody tells two of them apart. */
export const labelOf = ({ output }: ClassifyRecipe, cell: Cell): string => cell(output).trim();

/** The text, and its label as what is learned. */
export const labelledText = (recipe: ClassifyRecipe, cell: Cell, most: number = MOST_OF_TEXT): Example => ({
  prompt: renderTemplate(recipe.template, cell, most),
  completion: beginning(labelOf(recipe, cell), most),
});

export const heldOutRow = (recipe: ClassifyRecipe, cell: Cell): GivenRow => ({
  inputs: recipe.inputs.map((column) => ({ column, value: cell(column) })),
  prompt: labelledText(recipe, cell).prompt,
  reference: labelOf(recipe, cell),
});
