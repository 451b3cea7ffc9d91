import { z } from 'zod';
import type { ServedMessage } from '../models/completion.ts';

/** Why a cell is no conversation to learn from. */
export const ConversationProblem = z.enum([
  'empty',
  'not_json',
  'not_messages',
  'role_unknown',
  'content_missing',
  /** What a message calls is no list of functions with names. */
  'calls_invalid',
  /** Tools are no list of objects. */
  'tools_invalid',
  'no_answer',
]);
export type ConversationProblem = z.infer<typeof ConversationProblem>;

/** Why it is none for a model, whose template and context it has to fit, too. */
export const LeftOutReason = z.enum([
  ...ConversationProblem.options,
  /** The template says no. */
  'refused',
  /** The template leaves out tools, what is called, or what came of it. */
  'tools_unsupported',
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
      /** The role, token, field or message that it was about in the first of these rows; empty where there is none. */
      value: z.string(),
      /** Place of the first of them in the data set, from 0. */
      row: z.number().int().nonnegative(),
      rows: z.number().int().positive(),
    }),
  ),
});
export type ConversationCounts = z.infer<typeof ConversationCounts>;

/** A conversation in the words of chat templates, with the functions that the model may call. */
export interface Conversation {
  messages: ServedMessage[];
  tools: unknown[] | null;
}

export type ParsedConversation =
  | Conversation
  /** `value`: the role that is not known, else an empty text. */
  | { problem: ConversationProblem; value: string };

/** Whatever common data sets call those who speak, in the words of chat templates. */
const ROLES: ReadonlyMap<string, ServedMessage['role']> = new Map([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['chatgpt', 'assistant'],
  ['bot', 'assistant'],
  ['model', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['function_response', 'tool'],
  ['observation', 'tool'],
]);

/** Keys of an object that holds its messages: OpenAI's, ShareGPT's. */
const LISTS = ['messages', 'conversations', 'conversation'] as const;

/**
 * Reads a cell as a conversation: a JSON list of `{role, content}` as OpenAI has it or `{from, value}` as ShareGPT has it, an object that holds such a
 * list, or one whose `prompt` and `completion` are such lists (TRL's pairs). There is an answer in it: a message of the assistant that says or calls something.
 *
 * @param tools functions that the model may call, a JSON list; else those of the object
 */
export function parseConversation(cell: string, tools = ''): ParsedConversation {
  if (cell.trim() === '') return { problem: 'empty', value: '' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(cell);
  } catch {
    return { problem: 'not_json', value: '' };
  }
  const list = listOf(parsed);
  if (!list) return { problem: 'not_messages', value: '' };
  const own = isObject(parsed) ? parsed.tools : null;
  return readMessages(list, tools.trim() === '' ? own : tools);
}

/** The same of a list that is no text any more. */
function readMessages(list: readonly unknown[], given: unknown): ParsedConversation {
  const messages: ServedMessage[] = [];
  for (const turn of list) {
    if (!isObject(turn)) return { problem: 'not_messages', value: '' };
    const name = turn.role ?? turn.from;
    if (typeof name !== 'string') return { problem: 'not_messages', value: '' };
    const role = ROLES.get(name.toLowerCase());
    if (!role) return { problem: 'role_unknown', value: name };
    const calls = callsOf(turn);
    if (calls === 'invalid' || (calls.length > 0 && role !== 'assistant'))
      return { problem: 'calls_invalid', value: '' };
    const said = 'content' in turn ? turn.content : turn.value;
    // Who calls something need not say anything.
    const content = calls.length > 0 && (said === null || said === undefined) ? '' : contentOf(said);
    if (content === null) return { problem: 'content_missing', value: '' };
    const { name: tool, tool_call_id: call } = turn;
    messages.push({
      ...{ role, content },
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(role === 'tool' && typeof tool === 'string' && { name: tool }),
      ...(role === 'tool' && typeof call === 'string' && { tool_call_id: call }),
    });
  }
  if (messages.length === 0) return { problem: 'not_messages', value: '' };
  if (!messages.some(isAnswer)) return { problem: 'no_answer', value: '' };
  const tools = toolsOf(given);
  return tools === 'invalid' ? { problem: 'tools_invalid', value: '' } : { messages, tools };
}

/** Whether there is something to learn from it: an assistant says or calls something. */
export const isAnswer = ({ role, content, tool_calls: calls = [] }: ServedMessage): boolean =>
  role === 'assistant' && (content.trim() !== '' || calls.length > 0);

/** What a message says, and what it calls as JSON. */
export const saidIn = ({ content, tool_calls: calls = [] }: ServedMessage): string =>
  [content, ...calls.map((call) => JSON.stringify(call))].filter((part) => part !== '').join('\n');

/** What of tools a conversation has, in the words of chat templates: each is lost where a template does not write it. */
export const TOOL_USES = ['tools', 'tool_calls', 'tool'] as const;
export type ToolUse = (typeof TOOL_USES)[number];

export const toolUsesOf = ({ messages, tools }: Conversation): ToolUse[] =>
  TOOL_USES.filter((use) =>
    use === 'tools'
      ? tools !== null
      : messages.some(({ role, tool_calls: calls = [] }) => (use === 'tool' ? role === 'tool' : calls.length > 0)),
  );

/** Whether a cell looks like a conversation, whatever roles speak in it. */
export function isConversation(cell: string): boolean {
  if (!/^\s*[[{]/.test(cell)) return false;
  const read = parseConversation(cell);
  return 'messages' in read || (read.problem !== 'not_json' && read.problem !== 'not_messages');
}

/** Calls as Hugging Face has them: arguments that are written as JSON become the object that templates write. */
function callsOf({ tool_calls: calls, function_call: call }: Fields): unknown[] | 'invalid' {
  const list = calls ?? (isObject(call) ? [{ type: 'function', function: call }] : []);
  if (!Array.isArray(list)) return 'invalid';
  const read = list.map((one) => {
    if (!isObject(one)) return null;
    if (isObject(one.function)) return isNamed(one.function) && { ...one, function: withArguments(one.function) };
    return isNamed(one) && withArguments(one);
  });
  return read.every((one) => one) ? read : 'invalid';
}

const isNamed = ({ name }: Fields): boolean => typeof name === 'string' && name !== '';

function withArguments(call: Fields): Fields {
  if (typeof call.arguments !== 'string') return call;
  const read = jsonOf(call.arguments);
  return isObject(read) ? { ...call, arguments: read } : call;
}

function toolsOf(given: unknown): unknown[] | null | 'invalid' {
  const list = typeof given === 'string' ? (given.trim() === '' ? null : jsonOf(given)) : given;
  if (list === null || given === undefined) return null;
  if (!Array.isArray(list) || !list.every(isObject)) return 'invalid';
  return list.length > 0 ? list : null;
}

/** `undefined` where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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

/**
 * What is left of a conversation that is too long: what the system says, and the newest turns from one of the user's on. From the longest to the
 * shortest; the last one holds a single question with all that came after it.
 */
export function* shortened<M extends { role: string }>(messages: readonly M[]): Generator<M[]> {
  const systems = messages.findIndex(({ role }) => role !== 'system');
  const system = messages.slice(0, Math.max(0, systems));
  for (let start = system.length + 1; start < messages.length; start++) {
    if (messages[start]?.role === 'user') yield [...system, ...messages.slice(start)];
  }
}
