import type { TextSource } from '../../../shared/domain/models/generation.ts';
import { type Recipe, taskOf } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';

/**
 * The text that a model reads.
 *
 * @param recipe of the model's folder, where one lies there
 * @throws AppError `model_has_no_inputs` where none does, `prompt_inputs_missing`, `column_unknown`
 */
export function sourceText(source: TextSource, recipe: Recipe | undefined): string {
  if (source.kind === 'text') return source.text;
  if (recipe === undefined) throw new AppError('model_has_no_inputs');
  return taskOf(recipe).prompt(recipe, source.inputs);
}
