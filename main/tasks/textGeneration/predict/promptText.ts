import type { PromptSource } from '../../../../shared/domain/models/generation.ts';
import { taskOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { BaseSource } from '../../../formats/baseSource.ts';
import { renderChat } from '../../../formats/chatTemplate.ts';
import { readRecipe } from '../../../formats/huggingface/recipeFile.ts';

/**
 * The text of a prompt, and what it is cut to; from a recipe's fields by the recipe that lies in the model's folder.
 *
 * @param base what the model's files say of conversations
 * @throws AppError `model_has_no_chat`, `chat_template_failed`; `model_has_no_inputs` where none does, `prompt_inputs_missing`, `column_unknown`, `model_invalid`
 */
export async function promptText(
  source: PromptSource,
  folder: string,
  base: Pick<BaseSource, 'chatTemplate' | 'tokenizerConfigJson' | 'addsBos'>,
): Promise<{ prompt: string; promptLimit: number | null }> {
  const file = await readRecipe(folder);
  const promptLimit = file?.promptLimit ?? null;
  if (source.kind === 'chat') {
    return { prompt: renderChat(base, source.messages), promptLimit: null };
  }
  if (source.kind === 'text') return { prompt: source.text, promptLimit };
  if (file === null) throw new AppError('model_has_no_inputs');
  return { prompt: taskOf(file.recipe).prompt(file.recipe, source.inputs), promptLimit };
}
