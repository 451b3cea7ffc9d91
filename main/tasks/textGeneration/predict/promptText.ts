import { shortened } from '../../../../shared/domain/datasets/conversation.ts';
import type { ChatMessage, PromptSource } from '../../../../shared/domain/models/generation.ts';
import { taskOf, wantedFields } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { BaseSource } from '../../../formats/baseSource.ts';
import { ChatTemplate } from '../../../formats/chatTemplate.ts';
import { readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';

/** What a conversation has to leave room for. */
export interface ChatRoom {
  tokenizer: Pick<Tokenizer, 'encode'>;
  /** Tokens of the longest text. */
  contextLength: number;
  /** Of the answer. */
  maxTokens: number;
}

/** Part of the context that an answer may always have. */
const ANSWER_SHARE = 0.25;

/** Messages as the model reads them; of a conversation that leaves no room for an answer, the newest turns. */
export function chatPrompt(
  template: Pick<ChatTemplate, 'render'>,
  messages: readonly ChatMessage[],
  { tokenizer, contextLength, maxTokens }: ChatRoom,
): { prompt: string; droppedMessages: number } {
  const most = contextLength - Math.min(maxTokens, Math.floor(contextLength * ANSWER_SHARE));
  const whole = { prompt: template.render(messages, true), droppedMessages: 0 };
  let chosen = whole;
  for (const shorter of shortened(messages)) {
    if (tokenizer.encode(chosen.prompt).length <= most) break;
    chosen = { prompt: template.render(shorter, true), droppedMessages: messages.length - shorter.length };
  }
  return chosen;
}

/**
 * The text of a prompt, what it is cut to, and which of its columns a text has to keep; from a recipe's fields by the recipe that lies in the model's folder.
 *
 * @param base what the model's files say of conversations
 * @throws AppError `model_has_no_chat`, `chat_template_failed`; `model_has_no_inputs` where none does, `prompt_inputs_missing`, `column_unknown`, `model_invalid`
 */
export async function promptText(
  source: PromptSource,
  folder: string,
  base: Pick<BaseSource, 'chatTemplate' | 'tokenizerConfigJson' | 'addsBos'>,
  room: ChatRoom,
): Promise<{ prompt: string; promptLimit: number | null; droppedMessages: number; wanted: string[] }> {
  const file = await readRecipe(folder);
  const promptLimit = file?.promptLimit ?? null;
  if (source.kind === 'chat') {
    return { ...chatPrompt(new ChatTemplate(base), source.messages, room), promptLimit: null, wanted: [] };
  }
  if (source.kind === 'text') return { prompt: source.text, promptLimit, droppedMessages: 0, wanted: [] };
  if (file === null) throw new AppError('model_has_no_inputs');
  const prompt = taskOf(file.recipe).prompt(file.recipe, source.inputs);
  return { prompt, promptLimit, droppedMessages: 0, wanted: wantedFields(file.recipe) };
}
