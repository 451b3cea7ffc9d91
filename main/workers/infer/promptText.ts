import type { InputField, PromptSource } from '../../../shared/domain/models/generation.ts';
import { type Recipe, renderTemplate } from '../../../shared/domain/tasks/textGeneration.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { readRecipe } from '../../formats/huggingface/recipeFile.ts';

/**
 * The text of a prompt, and what it is cut to; from a recipe's fields by the recipe that lies in the model's folder.
 *
 * @throws AppError `model_has_no_inputs` where none does, `prompt_inputs_missing`, `column_unknown`, `model_invalid`
 */
export async function promptText(
  source: PromptSource,
  folder: string,
): Promise<{ prompt: string; promptLimit: number | null }> {
  const file = await readRecipe(folder);
  const promptLimit = file?.promptLimit ?? null;
  if (source.kind === 'text') return { prompt: source.text, promptLimit };
  if (file?.recipe.kind !== 'complete') throw new AppError('model_has_no_inputs');
  return { prompt: fillPrompt(file.recipe, source.inputs), promptLimit };
}

/** The prompt as in training. Every input column needs a value, an empty one included; others are refused. */
function fillPrompt(recipe: Extract<Recipe, { kind: 'complete' }>, inputs: InputField[]): string {
  const values = new Map(inputs.map(({ column, value }) => [column, value]));
  for (const column of recipe.inputs) {
    if (!values.has(column)) throw new AppError('prompt_inputs_missing', { column });
  }
  const unknown = [...values.keys()].find((column) => !recipe.inputs.includes(column));
  if (unknown !== undefined)
    throw new AppError('column_unknown', { column: unknown, columns: recipe.inputs.join(', ') });
  return renderTemplate(recipe.template, (column) => values.get(column) ?? '');
}
