import type { CompletionPrompt, ServedMessage } from '../../../../shared/domain/models/completion.ts';
import { taskOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { BaseSource } from '../../../formats/baseSource.ts';
import { callFormOf } from '../../../formats/callForm.ts';
import { ChatTemplate } from '../../../formats/chatTemplate.ts';
import { readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import type { CallWanted } from '../../../ml/constrain/callGrammar.ts';
import { encodePrompt } from '../../../ml/sample/encodePrompt.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';

export interface TokensOfPrompt {
  promptIds: number[];
  startsText: boolean;
  /** Where the prompt ends in the midst of a call: what is to be written. */
  call?: CallWanted;
}

/**
 * The tokens of a prompt. One of a recipe's fields is cut from the left as in training; every other one is taken whole or refused.
 *
 * @param source what the model's files say of conversations
 * @throws AppError `model_has_no_chat`, `model_has_no_tools`, `chat_template_failed`; `model_has_no_inputs`, `prompt_inputs_missing`, `column_unknown`, `token_unknown`, `model_invalid`
 */
export async function completionPrompt(
  prompt: CompletionPrompt,
  folder: string,
  source: Pick<BaseSource, 'chatTemplate' | 'tokenizerConfigJson' | 'addsBos'>,
  { tokenizer, tokens }: { tokenizer: Tokenizer; tokens: number },
): Promise<TokensOfPrompt> {
  if (prompt.kind === 'ids') {
    const unknown = prompt.ids.find((id) => id >= tokens);
    if (unknown !== undefined) throw new AppError('token_unknown', { token: unknown, tokens });
    const ids = prompt.ids.length > 0 ? prompt.ids : [tokenizer.beginning];
    return { promptIds: ids, startsText: prompt.ids.length === 0 };
  }
  const encoded = (text: string, limit: number | null = null) => encodePrompt(text, tokenizer, limit).ids;
  if (prompt.kind === 'chat') {
    // A template that knows of no tools leaves them out without a word.
    if (prompt.tools?.length && source.chatTemplate !== null && !/\btools\b/.test(source.chatTemplate))
      throw new AppError('model_has_no_tools');
    const template = new ChatTemplate(source);
    const text = template.render(messagesOf(prompt.messages), true, prompt.tools);
    if (!prompt.call) return { promptIds: encoded(text), startsText: false };
    const { before, middle } = callFormOf(template, text);
    const call = { middle, functions: prompt.call };
    return { promptIds: encoded(text + before), startsText: false, call };
  }
  if (prompt.kind === 'text') return { promptIds: encoded(prompt.text), startsText: prompt.text === '' };
  const file = await readRecipe(folder);
  if (file === null) throw new AppError('model_has_no_inputs');
  const text = taskOf(file.recipe).prompt(file.recipe, prompt.inputs);
  return { promptIds: encoded(text, file.promptLimit), startsText: text === '' };
}

/** As templates read them: what a function was called with is an object to most of them, and JSON to programs. */
const messagesOf = (messages: readonly ServedMessage[]): ServedMessage[] =>
  messages.map((message) => ({
    ...message,
    ...(message.tool_calls && { tool_calls: message.tool_calls.map(withArguments) }),
  }));

function withArguments(call: unknown): unknown {
  const given = (call as { function?: { arguments?: unknown } } | null)?.function;
  if (typeof given?.arguments !== 'string') return call;
  try {
    return { ...(call as object), function: { ...given, arguments: JSON.parse(given.arguments) as unknown } };
  } catch {
    return call;
  }
}
