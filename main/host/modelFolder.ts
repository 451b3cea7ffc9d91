import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Recipe } from '../../shared/domain/recipe.ts';
import { AppError } from '../../shared/ipc/errors.ts';

/** Kindling's own file in a model folder: the recipe, so that the playground can build the prompts it was trained on. */
export const RECIPE_FILE = 'kindling.json';

const RecipeFile = z.object({ recipe: Recipe });

/** The recipe that lies beside a model, or `null` for a model that was not made here. */
export async function readRecipe(folder: string): Promise<Recipe | null> {
  const path = join(folder, RECIPE_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  try {
    return RecipeFile.parse(JSON.parse(text)).recipe;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError('model_invalid', { path, problem }, { cause: error });
  }
}
