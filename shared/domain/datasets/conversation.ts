import { z } from 'zod';
import type { ChatMessage } from '../models/generation.ts';

/** Why a cell is no conversation to learn from. */
export const ConversationProblem = z.enum([
  'empty',
  'not_json',
  'not_messages',
  'role_unknown',
  'content_missing',
  'no_answer',
]);
export type ConversationProblem = z.infer<typeof ConversationProblem>;

/** Why it is none for a model, whose template and context it has to fit, too. */
export const LeftOutReason = z.enum([
  ...ConversationProblem.options,
  /** The template says no. */
  'refused',
  /** The template writes earlier messages otherwise once others follow. */
  'unstable',
  /** A message has the text of a special token, which would end a turn in its midst. */
  'special_token',
  /** Not even the last question with its answer has room in the context. */
  'too_long',
]);
export type LeftOutReason = z.infer<typeof LeftOutReason>;

/** What becomes of the conversations of a column. */
export const ConversationCounts = z.object({
  /** Rows that were looked at. */
  rows: z.number().int().nonnegative(),
  /** Whose template writes them. */
  template: z.enum(['model', 'default']),
  /** Too long for the context: what they begin with is left out, turn by turn. */
  cut: z.number().int().nonnegative(),
  leftOut: z.array(
    z.object({
      reason: LeftOutReason,
      /** The role, token or message that it was about in the first of these rows; empty where there is none. */
      value: z.string(),
      /** Place of the first of them in the data set, from 0. */
      row: z.number().int().nonnegative(),
      rows: z.number().int().positive(),
    }),
  ),
});
export type ConversationCounts = z.infer<typeof ConversationCounts>;

export type ParsedConversation =
  | { messages: ChatMessage[] }
  /** `value`: the role that is not known, else an empty text. */
  | { problem: ConversationProblem; value: string };

/** Whatever common data sets call those who speak, in the words of chat templates. */
const ROLES: ReadonlyMap<string, ChatMessage['role']> = new Map([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['chatgpt', 'assistant'],
  ['bot', 'assistant'],
  ['model', 'assistant'],
]);

/** Keys of an object that holds its messages: OpenAI's, ShareGPT's. */
const LISTS = ['messages', 'conversations', 'conversation'] as const;

/**
 * Reads a cell as a conversation: a JSON list of `{role, content}` as OpenAI has it or `{from, value}` as ShareGPT has it, an object that holds such a
 * list, or one whose `prompt` and `completion` are such lists (TRL's pairs). There is an answer in it: a message of the assistant that is not blank.
 */
export function parseConversation(cell: string): ParsedConversation {
  if (cell.trim() === '') return { problem: 'empty', value: '' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(cell);
  } catch {
    return { problem: 'not_json', value: '' };
  }
  const list = listOf(parsed);
  return list ? readMessages(list) : { problem: 'not_messages', value: '' };
}

/** The same of a list that is no text any more. */
export function readMessages(list: readonly unknown[]): ParsedConversation {
  const messages: ChatMessage[] = [];
  for (const turn of list) {
    if (!isObject(turn)) return { problem: 'not_messages', value: '' };
    const name = turn.role ?? turn.from;
    if (typeof name !== 'string') return { problem: 'not_messages', value: '' };
    const role = ROLES.get(name.toLowerCase());
    if (!role) return { problem: 'role_unknown', value: name };
    const content = contentOf('content' in turn ? turn.content : turn.value);
    if (content === null) return { problem: 'content_missing', value: '' };
    messages.push({ role, content });
  }
  if (messages.length === 0) return { problem: 'not_messages', value: '' };
  const answered = messages.some(({ role, content }) => role === 'assistant' && content.trim() !== '');
  return answered ? { messages } : { problem: 'no_answer', value: '' };
}

/** Whether a cell looks like a conversation, whatever roles speak in it. */
export function isConversation(cell: string): boolean {
  if (!/^\s*[[{]/.test(cell)) return false;
  const read = parseConversation(cell);
  return 'messages' in read || (read.problem !== 'not_json' && read.problem !== 'not_messages');
}

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function listOf(parsed: unknown): unknown[] | null {
  if (Array.isArray(parsed)) return parsed;
  if (!isObject(parsed)) return null;
  const list = LISTS.map((key) => parsed[key]).find(Array.isArray);
  if (list) return list;
  const { prompt, completion } = parsed;
  return Array.isArray(prompt) && Array.isArray(completion) ? [...prompt, ...completion] : null;
}

/** A text, or a list of parts that are texts. */
function contentOf(content: unknown): string | null {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const texts = content.map((part) => (isObject(part) ? part.text : part));
  return texts.every((text) => typeof text === 'string') ? texts.join('\n') : null;
}

/** Messages as a cell holds them. */
export const writeConversation = (messages: readonly ChatMessage[]): string =>
  JSON.stringify(messages.map(({ role, content }) => ({ role, content })));

/**
 * What is left of a conversation that is too long: what the system says, and the newest turns from one of the user's on. From the longest to the
 * shortest; the last one holds a single question with all that came after it.
 */
export function* shortened(messages: readonly ChatMessage[]): Generator<ChatMessage[]> {
  const systems = messages.findIndex(({ role }) => role !== 'system');
  const system = messages.slice(0, Math.max(0, systems));
  for (let start = system.length + 1; start < messages.length; start++) {
    if (messages[start]?.role === 'user') yield [...system, ...messages.slice(start)];
  }
}
