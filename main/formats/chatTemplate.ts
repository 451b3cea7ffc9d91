import { createContext, Script } from 'node:vm';
import { type Conversation, isAnswer, type ToolUse } from '../../shared/domain/datasets/conversation.ts';
import type { ServedMessage } from '../../shared/domain/models/completion.ts';
import type { ChatMessage } from '../../shared/domain/models/generation.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { BaseSource } from './baseSource.ts';
import { boundedTemplate } from './boundedTemplate.ts';
import { GENERATION_MARKS, withGenerationMarks } from './generationMarks.ts';

/** Templates of large models take some milliseconds. */
const LIMIT_MS = 2000;

type Source = Pick<BaseSource, 'chatTemplate' | 'tokenizerConfigJson' | 'addsBos'>;
/** A conversation that is answered by a program has tools and their answers, too. */
type Message = ChatMessage | ServedMessage;
type Render = (variables: Readonly<Record<string, unknown>>) => string;

/** A stretch of a text in UTF-16 units, its end not included. */
export type Span = readonly [start: number, end: number];

/** A whole conversation as a model reads it, and where in it the answers are: each with the token that ends the turn. */
export interface RenderedConversation {
  text: string;
  answers: Span[];
}

/**
 * Writes messages as a model was trained to read them, by the Jinja template that comes with it. A template is data of somebody else's: it computes
 * texts and nothing else, and is ended where it takes too long.
 * Source: https://huggingface.co/docs/transformers/chat_templating
 */
export class ChatTemplate {
  readonly #render: Render;
  /** The same with the template's own marks around answers; `null` where it has none. */
  readonly #marked: Render | null;
  readonly #tokens: { bos_token: string; eos_token: string };
  readonly #addsBos: boolean;

  /** @throws AppError `model_has_no_chat` */
  constructor({ chatTemplate, tokenizerConfigJson, addsBos }: Source) {
    if (chatTemplate === null) throw new AppError('model_has_no_chat');
    const tokens = (JSON.parse(tokenizerConfigJson) ?? {}) as Record<string, unknown>;
    this.#tokens = { bos_token: tokenText(tokens.bos_token), eos_token: tokenText(tokens.eos_token) };
    this.#addsBos = addsBos;
    const marked = withGenerationMarks(chatTemplate);
    this.#render = withinTime(() => boundedTemplate(chatTemplate));
    this.#marked = marked === null ? null : withinTime(() => boundedTemplate(marked, true));
  }

  /**
   * The text of messages, and with `prompts` the beginning of the answer to them. Without the token that the tokenizer puts before a text itself: twice is
   * once too often.
   *
   * @param tools functions that the model may call, as JSON Schema describes them
   * @throws AppError `chat_template_failed` with the problem, such as a role that the template refuses
   */
  render(messages: readonly Message[], prompts: boolean, tools: readonly unknown[] | null = null): string {
    return this.#write(this.#render, messages, prompts, tools);
  }

  /**
   * A conversation that is to be learned from. Where the template marks what is generated (`{% generation %}`), these are the answers. Else what comes
   * after the text of all messages before an answer, up to the first special token after what it says: templates write the next turns after that.
   *
   * @param specials texts of the tokenizer's special tokens, none of which stands in a message
   * @throws AppError `chat_template_failed`; `chat_template_unstable` where a later message changes how those before it are written
   */
  conversation({ messages, tools }: Conversation, specials: readonly string[]): RenderedConversation {
    const text = this.render(messages, false, tools);
    const marked = this.#marked && unmarked(this.#write(this.#marked, messages, false, tools));
    if (marked?.text === text) return marked;
    const ending = endingOf(specials);
    const answers = messages.flatMap((message, turn) =>
      isAnswer(message) ? [this.#answer({ messages, tools }, turn, text, ending)] : [],
    );
    return { text, answers };
  }

  /**
   * What of tools the template leaves out of a conversation, `null` where it writes all of it: with something else in its place the text has to be another.
   *
   * @throws AppError `chat_template_failed`
   */
  lostOf({ messages, tools }: Conversation): ToolUse | null {
    const text = this.render(messages, false, tools);
    const isLost = (changed: Conversation): boolean => {
      try {
        return this.render(changed.messages, false, changed.tools) === text;
      } catch {
        // It was read.
        return false;
      }
    };
    if (tools !== null && isLost({ messages, tools: null })) return 'tools';
    for (const [turn, message] of messages.entries()) {
      const use = message.role === 'tool' ? 'tool' : message.tool_calls ? 'tool_calls' : null;
      if (use !== null && isLost({ messages: messages.with(turn, otherwise(message)), tools })) return use;
    }
    return null;
  }

  /** The special token at which an answer ends; `null` where it ends with none. @throws AppError `chat_template_failed`, `chat_template_unstable` */
  endOfTurn(specials: readonly string[]): string | null {
    const messages: ServedMessage[] = [
      { role: 'user', content: 'question' },
      { role: 'assistant', content: 'answer' },
    ];
    const { text, answers } = this.conversation({ messages, tools: null }, specials);
    const [start, end] = answers[0] ?? [0, 0];
    const answer = text.slice(start, end);
    return specials.find((special) => answer.endsWith(special)) ?? null;
  }

  #answer({ messages, tools }: Conversation, turn: number, text: string, ending: RegExp | null): Span {
    const unstable = () => new AppError('chat_template_unstable', { turn: turn + 1 });
    const before = this.#before({ messages: messages.slice(0, turn), tools }, text);
    if (before === null) throw unstable();
    const { content, tool_calls: calls = [] } = messages[turn] as ServedMessage;
    // Some templates write what is called in the place of what is said.
    const said = calls.length > 0 && !text.includes(content.trim(), before.length) ? '' : content.trim();
    const at = text.indexOf(said, before.length);
    if (at < 0) throw unstable();
    const start = before === '' ? at : before.length;
    // Templates write special tokens in the midst of calls, but nothing after them that is not the turn's end.
    if (ending && calls.length === 0) {
      ending.lastIndex = at + said.length;
      const found = ending.exec(text);
      if (found) return [start, found.index + found[0].length];
    }
    const after = this.render(messages.slice(0, turn + 1), false, tools).trimEnd();
    if (!text.startsWith(after) || after.length < at + said.length) throw unstable();
    return [start, after.length];
  }

  /** What stands before an answer; `null` where the whole text begins otherwise, empty where nobody says what an answer to nothing follows. */
  #before({ messages, tools }: Conversation, text: string): string | null {
    if (messages.some(({ role }) => role !== 'system')) {
      const before = this.render(messages, true, tools);
      return text.startsWith(before) ? before : null;
    }
    try {
      const before = messages.length === 0 ? '' : this.render(messages, true, tools);
      return text.startsWith(before) ? before : '';
    } catch {
      return '';
    }
  }

  #write(
    render: Render,
    messages: readonly Message[],
    prompts: boolean,
    tools: readonly unknown[] | null = null,
  ): string {
    const text = render({
      messages: messages.map((message) => ({ ...message })),
      add_generation_prompt: prompts,
      ...this.#tokens,
      ...{ tools, documents: null },
    });
    const { bos_token: bos } = this.#tokens;
    return this.#addsBos && bos !== '' && text.startsWith(bos) ? text.slice(bos.length) : text;
  }
}

/** Another call, or another answer of a tool. */
const otherwise = ({ tool_calls: calls, ...message }: ServedMessage): ServedMessage =>
  calls ? { ...message, tool_calls: [] } : { ...message, content: `${message.content} ${OTHER}` };

/** What nobody says. */
const OTHER = '\u{F8F2}';

/** The messages and the beginning of an answer. @throws AppError as `ChatTemplate` */
export const renderChat = (source: Source, messages: readonly ChatMessage[]): string =>
  new ChatTemplate(source).render(messages, true);

/** Renders with an end to its time. @throws AppError `chat_template_failed` */
function withinTime(make: () => Render): Render {
  const call: { render: (() => string) | null } = { render: null };
  // A watch that ends whatever is computed inside: a template can count for ever.
  const context = createContext({ render: () => call.render?.() });
  const script = new Script('render()');
  const watched = (render: () => string): string => {
    call.render = render;
    try {
      return script.runInContext(context, { timeout: LIMIT_MS }) as string;
    } catch (error) {
      const problem = error instanceof Error || isError(error) ? error.message : String(error);
      throw new AppError('chat_template_failed', { problem }, { cause: error });
    }
  };
  let render: Render | undefined;
  return (variables) =>
    watched(() => {
      render ??= make();
      return render(variables);
    });
}

/** Errors of another context are of another class. */
const isError = (error: unknown): error is { message: string } =>
  typeof (error as { message?: unknown } | null)?.message === 'string';

/** A token is written as such, or as an object with its `content`. */
function tokenText(token: unknown): string {
  const content = typeof token === 'string' ? token : (token as { content?: unknown } | null)?.content;
  return typeof content === 'string' ? content : '';
}

/** Finds the next special token; `null` where there is none. */
function endingOf(specials: readonly string[]): RegExp | null {
  const longestFirst = specials.filter((special) => special !== '').sort((a, b) => b.length - a.length);
  return longestFirst.length === 0 ? null : new RegExp(longestFirst.map((text) => RegExp.escape(text)).join('|'), 'g');
}

/** Takes the marks out of a text, and says what was between them. */
function unmarked(marked: string): RenderedConversation {
  const answers: Span[] = [];
  let text = '';
  let start = 0;
  for (const piece of marked.split(new RegExp(`(${GENERATION_MARKS.start}|${GENERATION_MARKS.end})`))) {
    if (piece === GENERATION_MARKS.start) start = text.length;
    else if (piece !== GENERATION_MARKS.end) text += piece;
    else if (text.length > start) answers.push([start, text.length]);
  }
  return { text, answers };
}
