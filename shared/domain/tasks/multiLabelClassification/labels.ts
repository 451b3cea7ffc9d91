import { beginning } from '../../datasets/cutCells.ts';
import { hasLabel, written } from '../labelList.ts';
import type { Cell, Example, GivenRow } from '../task.ts';
import { renderTemplate } from '../template.ts';
import { labelColumns, type TagRecipe } from './recipe.ts';

/** UTF-16 units of a text: far beyond any context. What comes after them is not made. */
const MOST_OF_TEXT = 1 << 24;

/** The labels that a row has, each once and without white space around it; `null` where nothing is said of it. */
export function labelsOf(recipe: TagRecipe, cell: Cell): string[] | null {
  if (recipe.others.length > 0) {
    const columns = labelColumns(recipe);
    if (columns.every((column) => cell(column).trim() === '')) return null;
    return columns.filter((column) => hasLabel(cell(column)) === true);
  }
  const labels = cell(recipe.output)
    .split(recipe.separator)
    .map((label) => label.trim().replace(/\s+/gu, ' '));
  const own = [...new Set(labels)].filter((label) => label !== '');
  return own.length === 0 ? null : own;
}

/** The text, and its labels as what is learned. */
export const taggedText = (recipe: TagRecipe, cell: Cell, most: number = MOST_OF_TEXT): Example => ({
  prompt: renderTemplate(recipe.template, cell, most),
  completion: beginning(written(labelsOf(recipe, cell)), most),
});

export const heldOutRow = (recipe: TagRecipe, cell: Cell): GivenRow => ({
  inputs: recipe.inputs.map((column) => ({ column, value: cell(column) })),
  prompt: taggedText(recipe, cell).prompt,
  reference: written(labelsOf(recipe, cell)),
});
