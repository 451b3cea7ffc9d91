import { createContext, runInContext } from 'node:vm';
import type { ChatMessage } from '../../shared/domain/models/generation.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { BaseSource } from './baseSource.ts';
import { renderBounded } from './boundedTemplate.ts';

/** Templates of large models take some milliseconds. */
const LIMIT_MS = 2000;

/**
 * Writes messages as a model was trained to read them, and the beginning of its answer, by the Jinja template that comes with it. A template is data of somebody else's: it
 * computes texts and nothing else, and is ended where it takes too long.
 * Source: https://huggingface.co/docs/transformers/chat_templating
 *
 * @throws AppError `model_has_no_chat`; `chat_template_failed` with the problem, such as a role that the template refuses
 */
export function renderChat(
  { chatTemplate, tokenizerConfigJson, addsBos }: Pick<BaseSource, 'chatTemplate' | 'tokenizerConfigJson' | 'addsBos'>,
  messages: readonly ChatMessage[],
): string {
  if (chatTemplate === null) throw new AppError('model_has_no_chat');
  const tokens = (JSON.parse(tokenizerConfigJson) ?? {}) as Record<string, unknown>;
  const bos = tokenText(tokens.bos_token);
  const render = () =>
    renderBounded(chatTemplate, {
      messages: messages.map((message) => ({ ...message })),
      add_generation_prompt: true,
      ...{ bos_token: bos, eos_token: tokenText(tokens.eos_token) },
      ...{ tools: null, documents: null },
    });
  let text: string;
  try {
    // A watch that ends whatever is computed inside: a template can count for ever.
    text = runInContext('render()', createContext({ render }), { timeout: LIMIT_MS }) as string;
  } catch (error) {
    const problem = error instanceof Error || isError(error) ? error.message : String(error);
    throw new AppError('chat_template_failed', { problem }, { cause: error });
  }
  // The tokenizer puts it there itself, and twice is once too often.
  return addsBos && bos !== '' && text.startsWith(bos) ? text.slice(bos.length) : text;
}

/** Errors of another context are of another class. */
const isError = (error: unknown): error is { message: string } =>
  typeof (error as { message?: unknown } | null)?.message === 'string';

/** A token is written as such, or as an object with its `content`. */
function tokenText(token: unknown): string {
  const content = typeof token === 'string' ? token : (token as { content?: unknown } | null)?.content;
  return typeof content === 'string' ? content : '';
}
