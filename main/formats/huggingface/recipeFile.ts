import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Recipe } from '../../../shared/domain/tasks/index.ts';
import { PromptLimit } from '../../../shared/domain/tasks/promptRoom.ts';
import { readJson } from '../../files/jsonFile.ts';

/** Kindling's own file in a model folder: the recipe, so that the playground can build the prompts it was trained on. */
export const RECIPE_FILE = 'kindling.json';

const RecipeFile = z.object({
  recipe: Recipe,
  /** Tokens that prompts were cut to from the left in training; `null` where none was. */
  promptLimit: PromptLimit.nullable().default(null),
});
export type RecipeFile = z.infer<typeof RecipeFile>;

/**
 * The recipe that lies beside a model and how its prompts are cut, or `null` for a model that was not made here.
 *
 * @throws AppError `file_not_regular`, `model_invalid`
 */
export async function readRecipe(folder: string): Promise<RecipeFile | null> {
  const path = join(folder, RECIPE_FILE);
  return existsSync(path) ? await readJson(path, RecipeFile) : null;
}
