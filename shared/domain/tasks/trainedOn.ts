import { keepsFields } from './containsValue.ts';
import type { Recipe } from './index.ts';
import type { Cell } from './task.ts';

/** Columns that a text must contain to be trained on; `null` where the recipe asks for none. */
export const keptFields = (recipe: Recipe): readonly string[] | null =>
  ('keepFields' in recipe && recipe.keepFields) || null;

/** Whether a recipe trains on a row with this text. What shows or counts what a model will see asks here, as what prepares it does. */
export function isTrainedOn(recipe: Recipe, text: string, cell: Cell): boolean {
  const fields = keptFields(recipe);
  return fields === null || keepsFields(text, fields.map(cell));
}
