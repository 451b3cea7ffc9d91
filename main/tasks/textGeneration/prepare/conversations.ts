import { Tokenizer } from 'tokenizers';
import {
  type Conversation,
  isAnswer,
  parseConversation,
  shortened,
} from '../../../../shared/domain/datasets/conversation.ts';
import type { BaseReference } from '../../../../shared/domain/models/base.ts';
import type { ServedMessage } from '../../../../shared/domain/models/completion.ts';
import { END_OF_TEXT_ID } from '../../../../shared/domain/models/specialTokens.ts';
import type { RecipeOf } from '../../../../shared/domain/tasks/index.ts';
import type { GivenRow } from '../../../../shared/domain/tasks/task.ts';
import { AppError, toAppError } from '../../../../shared/errors/errors.ts';
import type { BaseSource } from '../../../formats/baseSource.ts';
import { ChatTemplate, type RenderedConversation, type Span } from '../../../formats/chatTemplate.ts';
import { defaultChatTemplate } from '../../../formats/defaultChatTemplate.ts';
import { openLibraryModel } from '../../../formats/libraryModel.ts';
import { openReference } from '../../../formats/openReference.ts';
import { specialTexts } from '../../../formats/specialTexts.ts';
import { tokenizerConfig } from '../../../ml/tokenizer/tokenizerFile.ts';
import type { LeftOut } from './conversationTally.ts';

/** What a chat is learned from. */
export type ChatRecipe = Extract<RecipeOf<'text-generation'>, { kind: 'chat' }>;

type ChatSource = Pick<BaseSource, 'tokenizerConfigJson' | 'addsBos' | 'bosTokenId'>;

/** The template that conversations are written by. */
export interface ChosenTemplate extends ChatSource {
  chatTemplate: string;
  /** Whose it is. */
  whose: 'model' | 'default';
}

/** @throws AppError `base_missing`, `base_not_same` */
export async function chooseTemplate(
  { chatTemplate: choice }: ChatRecipe,
  base: BaseReference | null,
  contextLength: number,
): Promise<ChosenTemplate> {
  const source = base ? await openReference(base) : ownSource(contextLength);
  const own = choice === 'model' ? source.chatTemplate : null;
  return {
    ...source,
    chatTemplate: own ?? defaultChatTemplate(source.addsBos),
    whose: own === null ? 'default' : 'model',
  };
}

/** Of the tokenizers that are trained here. */
const ownSource = (contextLength: number): ChatSource & Pick<BaseSource, 'chatTemplate'> => ({
  chatTemplate: null,
  tokenizerConfigJson: JSON.stringify(tokenizerConfig(contextLength)),
  addsBos: true,
  bosTokenId: END_OF_TEXT_ID,
});

/**
 * What a conversation gives to a model that was trained on such, by the template that went with it.
 *
 * @throws AppError `base_missing`, `base_not_same`, `model_has_no_chat`; `model_invalid` with the file and the problem
 */
export async function conversationGiven(
  recipe: ChatRecipe,
  model: string,
): Promise<(cell: (column: string) => string) => GivenRow | null> {
  const source = await openLibraryModel(model);
  const { chatTemplate, contextLength } = source;
  if (chatTemplate === null) throw new AppError('model_has_no_chat');
  const template: ChosenTemplate = { ...source, chatTemplate, whose: 'model' };
  const conversations = new Conversations(JSON.parse(source.tokenizerJson), template, contextLength);
  return (cell) => conversations.given(recipe.messages, cellsOf(recipe, cell));
}

/** What a row says of a conversation. */
export interface ConversationCells {
  messages: string;
  /** Empty where the data set has no column of them. */
  tools?: string;
}

export const cellsOf = ({ messages, tools }: ChatRecipe, cell: (column: string) => string): ConversationCells => ({
  messages: cell(messages),
  ...(tools !== undefined && { tools: cell(tools) }),
});

export interface EncodedConversation {
  /** As transformers' `apply_chat_template` gives them. */
  ids: number[];
  /** Stretches of the ids that are learned, in order; at least one. */
  learned: Span[];
  /** Those that had room. */
  messages: ServedMessage[];
  isCut: boolean;
  /** Tokens of all of it, before anything was cut. */
  wholeTokens: number;
}

/** Makes token ids of conversations, and says which are learned: the answers, each with the token that ends its turn. */
export class Conversations {
  readonly #tokenizer: Tokenizer;
  readonly #template: ChatTemplate;
  readonly #specials: readonly string[];
  readonly #special: RegExp | null;
  readonly #opening: readonly number[];
  readonly #contextLength: number;

  /** @param tokenizerJson as in `tokenizer.json` */
  constructor(tokenizerJson: object, template: ChosenTemplate, contextLength: number) {
    this.#tokenizer = Tokenizer.fromString(JSON.stringify({ ...tokenizerJson, post_processor: null }));
    this.#template = new ChatTemplate(template);
    this.#specials = specialTexts(tokenizerJson);
    const [...specials] = this.#specials;
    this.#special = specials.length === 0 ? null : new RegExp(specials.map((text) => RegExp.escape(text)).join('|'));
    this.#opening = template.addsBos && template.bosTokenId !== null ? [template.bosTokenId] : [];
    this.#contextLength = contextLength;
  }

  /** One for each row. */
  async encode(cells: readonly ConversationCells[]): Promise<(EncodedConversation | LeftOut)[]> {
    const read = cells.map((cell) => this.#read(cell));
    const texts = read.flatMap((one) => ('text' in one ? [one.text] : []));
    const encodings = await this.#tokenizer.encodeBatch(texts, { addSpecialTokens: false });
    let at = 0;
    const encoded: (EncodedConversation | LeftOut)[] = [];
    for (const one of read) {
      if (!('text' in one)) encoded.push(one);
      else encoded.push(await this.#fitted(one, encodings[at++] as Encoding));
    }
    return encoded;
  }

  /** What the model is asked to be measured by: the last answer of a conversation. `null` where it cannot be learned from. */
  given(column: string, cells: ConversationCells): GivenRow | null {
    const read = this.#read(cells);
    if (!('text' in read)) return null;
    const { messages, tools } = read.conversation;
    const last = messages.findLastIndex(isAnswer);
    const before = messages.slice(0, last);
    const question = before.findLast(({ role }) => role === 'user')?.content;
    if (question === undefined) return null;
    return {
      inputs: [{ column, value: question }],
      prompt: this.#template.render(before, true, tools),
      reference: messages[last]?.tool_calls ? this.#called(read) : (messages[last]?.content.trim() ?? ''),
    };
  }

  /** The last answer as the template writes it, without what ends its turn. */
  #called({ text, answers }: Written): string {
    const [start, end] = answers.at(-1) ?? [0, 0];
    const written = text.slice(start, end).trim();
    const ending = this.#specials.find((special) => special !== '' && written.endsWith(special)) ?? '';
    return written.slice(0, written.length - ending.length).trim();
  }

  #read({ messages, tools }: ConversationCells): Written | LeftOut {
    const parsed = parseConversation(messages, tools);
    if (!('messages' in parsed)) return { reason: parsed.problem, value: parsed.value };
    return this.#written(parsed);
  }

  #written(conversation: Conversation): Written | LeftOut {
    const { messages, tools } = conversation;
    const texts = messages.flatMap(({ content, name = '', tool_calls: calls }) => [
      ...[content, name],
      ...(calls ? [JSON.stringify(calls)] : []),
    ]);
    for (const text of tools === null ? texts : [...texts, JSON.stringify(tools)]) {
      const special = this.#special?.exec(text);
      if (special) return { reason: 'special_token', value: special[0] };
    }
    try {
      const lost = this.#template.lostOf(conversation);
      if (lost !== null) return { reason: 'tools_unsupported', value: lost };
      const rendered = this.#template.conversation(conversation, this.#specials);
      return rendered.answers.length > 0 ? { ...rendered, conversation } : { reason: 'no_answer', value: '' };
    } catch (error) {
      const { code, details } = toAppError(error);
      if (code === 'chat_template_unstable') return { reason: 'unstable', value: '' };
      if (code === 'chat_template_failed') return { reason: 'refused', value: String(details.problem ?? '') };
      throw error;
    }
  }

  /** With the oldest turns left out where it has no room. */
  async #fitted(read: Written, encoding: Encoding): Promise<EncodedConversation | LeftOut> {
    const whole = this.#encoded(read, encoding);
    const wholeTokens = whole.ids.length;
    const { messages: all, tools } = read.conversation;
    if (wholeTokens <= this.#contextLength) return this.#kept(whole, all, false, wholeTokens);
    for (const messages of shortened(all)) {
      if (!messages.some(isAnswer)) continue;
      const shorter = this.#written({ messages, tools });
      if (!('text' in shorter)) continue;
      const part = this.#encoded(
        shorter,
        await this.#tokenizer.encode(shorter.text, null, { addSpecialTokens: false }),
      );
      if (part.ids.length <= this.#contextLength) return this.#kept(part, messages, true, wholeTokens);
    }
    return { reason: 'too_long', value: '' };
  }

  #kept(
    { ids, learned }: Pick<EncodedConversation, 'ids' | 'learned'>,
    messages: ServedMessage[],
    isCut: boolean,
    wholeTokens: number,
  ): EncodedConversation | LeftOut {
    return learned.length > 0 ? { ids, learned, messages, isCut, wholeTokens } : { reason: 'no_answer', value: '' };
  }

  #encoded({ text, answers }: RenderedConversation, encoding: Encoding): Pick<EncodedConversation, 'ids' | 'learned'> {
    const opening = this.#opening.length;
    const learned = tokensOf(answers, encoding.getOffsets(), text)
      // Nothing comes before the first token that it could be told from.
      .map(([start, end]): Span => [Math.max(1, start + opening), end + opening])
      .filter(([start, end]) => end > start);
    return { ids: [...this.#opening, ...encoding.getIds()], learned };
  }
}

/** A conversation that can be learned from, as the template writes it. */
type Written = RenderedConversation & { conversation: Conversation };

interface Encoding {
  getIds(): number[];
  getOffsets(): number[][];
}

/**
 * The tokens that stretches of a text are in, as `return_assistant_tokens_mask` of transformers takes them: each one that has a character of it.
 *
 * @param spans in UTF-16 units, ascending
 * @param offsets of each token, in code points
 */
function tokensOf(spans: readonly Span[], offsets: readonly number[][], text: string): Span[] {
  const points = spans.map(([start, end]) => {
    const first = lengthInPoints(text.slice(0, start));
    return [first, first + lengthInPoints(text.slice(start, end))] as const;
  });
  const tokens: Span[] = [];
  let token = 0;
  for (const [start, end] of points) {
    while (token < offsets.length && (offsets[token]?.[1] ?? 0) <= start) token++;
    const first = token;
    while (token < offsets.length && (offsets[token]?.[0] ?? 0) < end) token++;
    if (token > first) tokens.push([first, token]);
  }
  return tokens;
}

const lengthInPoints = (text: string): number => {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) length--;
  }
  return length;
};
