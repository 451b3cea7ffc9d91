import type { InputField } from '../../../../shared/domain/models/generation.ts';
import type { Recipe } from '../../../../shared/domain/tasks/index.ts';
import { renderTemplate } from '../../../../shared/domain/tasks/template.ts';
import type { CompleteRecipe } from '../../../../shared/domain/tasks/textGeneration/recipe.ts';

/** Values of a model's input fields; in the order of the recipe. */
export const emptyInputs = (recipe: CompleteRecipe): InputField[] =>
  recipe.inputs.map((column) => ({ column, value: '' }));

export const withInput = (inputs: readonly InputField[], column: string, value: string): InputField[] =>
  inputs.map((input) => (input.column === column ? { column, value } : input));

/** The prompt that the host builds from the fields. */
export function promptOf(recipe: CompleteRecipe, inputs: readonly InputField[]): string {
  const values = new Map(inputs.map(({ column, value }) => [column, value]));
  return renderTemplate(recipe.template, (column) => values.get(column) ?? '');
}

/** The raw text to begin with: the prompt of the fields, unless somebody has typed another text since it was taken over the last time. */
export const rawText = (typed: string, takenOver: string, built: string): string =>
  typed === '' || typed === takenOver ? built : typed;

/** What a row gives to a model: values for its fields, and what its output column really says. */
export interface FilledRow {
  inputs: InputField[];
  expected: string;
}

/** A column that the data set no longer has is left empty. */
export function fillFromRow(recipe: CompleteRecipe, columns: readonly string[], row: readonly string[]): FilledRow {
  const cell = (column: string) => row[columns.indexOf(column)] ?? '';
  return {
    inputs: recipe.inputs.map((column) => ({ column, value: cell(column) })),
    expected: cell(recipe.output),
  };
}

/** A row is on its way into the fields: what is written meanwhile would be of the fields before. */
export const FILL_FROM_ROW = ['fill-from-row'] as const;

/** The row after `current`, the first one after the last; the first one when there is none yet. */
export const nextRow = (current: number | null, total: number) => (current === null ? 0 : (current + 1) % total);

/** A row other than `current`, each equally likely; `random` gives a number of [0, 1). */
export function randomRow(current: number | null, total: number, random: () => number): number {
  if (total <= 1 || current === null || current >= total) return Math.floor(random() * total);
  const row = Math.floor(random() * (total - 1));
  return row < current ? row : row + 1;
}

/** Fields from a history entry for the model's recipe; `null` where they do not fit and only the text does. */
export function restoreInputs(recipe: Recipe | undefined, inputs: readonly InputField[] | null): InputField[] | null {
  if (recipe?.kind !== 'complete' || inputs === null) return null;
  const values = new Map(inputs.map(({ column, value }) => [column, value]));
  if (!recipe.inputs.every((column) => values.has(column))) return null;
  return recipe.inputs.map((column) => ({ column, value: values.get(column) ?? '' }));
}
