import type { ConversationForm, ConversationShape } from '../../../shared/domain/datasets/importOptions.ts';
import type { RecipeRequest } from '../../../shared/domain/tasks/index.ts';
import { cellText, field, isRecord, type JsonRecord } from './jsonValues.ts';

/** Of pairs, the last answer is to be learned, and all that came before is its prompt. */
const PAIR_RECIPE: RecipeRequest = {
  kind: 'complete',
  inputs: ['prompt'],
  output: 'completion',
  template: '{{prompt}}\n\nAssistant:',
};

/** What is learned of conversations. */
export const conversationRecipe = (form: ConversationForm): RecipeRequest | undefined =>
  ({ messages: { kind: 'chat' as const, messages: MESSAGES }, pairs: PAIR_RECIPE, columns: undefined })[form];

/** Columns that conversations become, before those that their records have besides. */
export const conversationColumns = (form: ConversationForm): string[] =>
  form === 'messages' ? [MESSAGES] : ['prompt', 'completion'];

const MESSAGES = 'messages';

type ListRecord = ReadonlyMap<string, unknown>;
interface Turn {
  speaker: string;
  /** With what it calls, as one would write it. */
  text: string;
  /** What messages keep besides: `content` without what is called, and fields of tools as JSON. */
  message?: { content: string; fields: Readonly<Record<string, string>> };
}

const ANSWERER = 'Assistant';
/** As the common data sets name them; another name is kept as it is. */
const SPEAKERS = new Map([
  ['human', 'User'],
  ['user', 'User'],
  ['gpt', ANSWERER],
  ['assistant', ANSWERER],
  ['chatgpt', ANSWERER],
  ['model', ANSWERER],
  ['bot', ANSWERER],
  ['system', 'System'],
  ['developer', 'System'],
  ['tool', 'Tool'],
  ['function', 'Tool'],
  ['function_call', ANSWERER],
  ['function_response', 'Tool'],
  ['observation', 'Tool'],
]);
/** Where records keep their turns, and what turns call who speaks and what is said. */
const TURNS = [
  ...['messages', 'conversations', 'conversation', 'dialogue', 'dialog', 'turns', 'chat', 'contents', 'chat_messages'],
  'mapping',
];
const TURN_KEYS = { messages: ['role', 'content'], sharegpt: ['from', 'value'] } as const;
/** Names that some interfaces have for these. */
const OTHER_KEYS = { role: ['author', 'sender'], content: ['parts', 'text'], from: [], value: [] } as const;
/** Two lists of turns, as TRL has them. */
const PAIR = ['prompt', 'completion'];
const ALPACA = ['instruction', 'input', 'output', 'history', 'system'];

/** Tells a known shape of conversations by one record. */
export function conversationShape(record: ListRecord): ConversationShape | null {
  for (const shape of ['messages', 'sharegpt'] as const) {
    const [speaker] = TURN_KEYS[shape];
    if (TURNS.some((key) => isTurns(turnsAt(record, key), speaker))) return shape;
    if (PAIR.every((key) => isTurns(turnsAt(record, key), speaker))) return shape;
  }
  const isAlpaca = typeof record.get('instruction') === 'string' && typeof record.get('output') === 'string';
  return isAlpaca ? 'alpaca' : null;
}

/**
 * Turns a record into one with `messages`, or with `prompt` and `completion`; what else it has stays. A record that has nothing of a conversation stays as it
 * is. `null` when it is one without an answer and is to become a pair; messages are judged once they are to be learned.
 */
export function mapConversation(
  record: ListRecord,
  shape: ConversationShape,
  form: ConversationForm,
): ListRecord | null {
  const found = conversationIn(record, shape);
  if (!found) return form === 'pairs' && TURNS.some((name) => record.has(name)) ? null : record;
  const { turns, used } = found;
  const answer = turns?.at(-1);
  const mapped = new Map<string, unknown>();
  if (form === 'messages') mapped.set(MESSAGES, turns ? messagesOf(turns) : record.get(used[0] as string));
  else if (!turns || turns.length < 2 || answer?.speaker !== ANSWERER) return null;
  else {
    mapped.set('prompt', promptOf(turns.slice(0, -1)));
    mapped.set('completion', answer.text);
  }
  for (const [name, value] of record) {
    if (used.includes(name)) continue;
    mapped.set(mapped.has(name) ? `${name} (2)` : name, value);
  }
  return mapped;
}

/** The turns of a record, `null` where they are none, and the keys that they are from; `null` where it has nothing of the kind. */
function conversationIn(record: ListRecord, shape: ConversationShape): { turns: Turn[] | null; used: string[] } | null {
  if (shape === 'alpaca') return record.has('instruction') ? { turns: alpacaTurns(record), used: ALPACA } : null;
  const key = TURNS.find((name) => turnsAt(record, name) !== null);
  const isPair = key === undefined && PAIR.every((name) => turnsAt(record, name) !== null);
  if (!isPair && (key === undefined || !record.has(key))) return null;
  const list = isPair ? PAIR.flatMap((name) => turnsAt(record, name) ?? []) : turnsAt(record, key as string);
  const turns = listedTurns(list, shape);
  const system = record.get('system');
  const hasSystem = typeof system === 'string' && system !== '' && turns?.[0]?.speaker !== 'System';
  if (hasSystem) turns?.unshift({ speaker: 'System', text: system });
  return { turns, used: [...(isPair ? PAIR : [key as string]), ...(hasSystem || system === '' ? ['system'] : [])] };
}

const ROLES: ReadonlyMap<string, string> = new Map([
  ['User', 'user'],
  [ANSWERER, 'assistant'],
  ['System', 'system'],
  ['Tool', 'tool'],
]);

const messagesOf = (turns: readonly Turn[]): string => {
  const written = turns.map(({ speaker, text, message }) => {
    const plain = JSON.stringify({ role: ROLES.get(speaker) ?? speaker, content: message?.content ?? text });
    const fields = Object.entries(message?.fields ?? {}).map(([name, json]) => `,"${name}":${json}`);
    return `${plain.slice(0, -1)}${fields.join('')}}`;
  });
  return `[${written.join(',')}]`;
};

/** One question stands for itself; of several turns it is said who speaks. */
function promptOf(turns: readonly Turn[]): string {
  const [only] = turns;
  if (turns.length === 1 && only?.speaker === 'User') return only.text;
  return turns.map(({ speaker, text }) => `${speaker}: ${text}`).join('\n\n');
}

function alpacaTurns(record: ListRecord): Turn[] | null {
  const [instruction, output] = [record.get('instruction'), record.get('output')];
  if (typeof instruction !== 'string' || typeof output !== 'string') return null;
  const [system, input, history] = [record.get('system'), record.get('input'), record.get('history')];
  const turns: Turn[] = [];
  if (system) turns.push({ speaker: 'System', text: cellText(system) });
  for (const pair of Array.isArray(history) ? history : []) {
    if (!Array.isArray(pair) || pair.length !== 2) return null;
    turns.push({ speaker: 'User', text: cellText(pair[0]) }, { speaker: ANSWERER, text: cellText(pair[1]) });
  }
  const question = input ? `${instruction}\n\n${cellText(input)}` : instruction;
  turns.push({ speaker: 'User', text: question }, { speaker: ANSWERER, text: output });
  return turns;
}

function listedTurns(list: unknown, shape: 'messages' | 'sharegpt'): Turn[] | null {
  if (!Array.isArray(list)) return null;
  const [who, what] = TURN_KEYS[shape];
  const turns: Turn[] = [];
  for (const turn of list) {
    if (!isRecord(turn)) return null;
    const speaker = cellText(fieldOf(turn, who));
    const content = fieldOf(turn, what);
    const calls = callsOf(turn);
    if (speaker === '' || (content === undefined && calls === '')) return null;
    const said = contentText(content);
    const text = [said, calls].filter((part) => part !== '').join('\n');
    const fields = toolFieldsOf(turn);
    const message = Object.keys(fields).length > 0 ? { message: { content: said, fields } } : {};
    turns.push({ speaker: SPEAKERS.get(speaker.toLowerCase()) ?? speaker, text, ...message });
  }
  return turns;
}

/** The list of turns at a key; what ChatGPT exports is a tree, of which the branch counts that was shown last. `null` where there is none. */
function turnsAt(record: ListRecord, key: string): readonly unknown[] | null {
  const value = record.get(key);
  if (key !== 'mapping') return Array.isArray(value) ? value : null;
  if (!isRecord(value)) return null;
  const turns: unknown[] = [];
  const seen = new Set<unknown>();
  let at = record.get('current_node');
  while (typeof at === 'string' && !seen.has(at)) {
    seen.add(at);
    const node = field(value, at);
    if (!isRecord(node)) break;
    const turn = treeTurn(field(node, 'message'));
    if (turn) turns.unshift(turn);
    at = field(node, 'parent');
  }
  return turns.length > 0 ? turns : null;
}

/** A message of ChatGPT's tree; `null` for those without a text, which no one has seen. */
function treeTurn(message: unknown): JsonRecord | null {
  if (!isRecord(message)) return null;
  const [author, content] = [field(message, 'author'), field(message, 'content')];
  if (!isRecord(author) || !isRecord(content)) return null;
  const text = contentText(field(content, 'parts') ?? field(content, 'text') ?? '');
  return text === '' ? null : { role: field(author, 'role'), content: text };
}

/** A turn's field, or the one that stands for it. */
const fieldOf = (turn: JsonRecord, name: 'role' | 'content' | 'from' | 'value'): unknown =>
  field(turn, name) ?? OTHER_KEYS[name].map((other) => field(turn, other)).find((value) => value !== undefined);

/** What a turn asks of tools, as one would write it: `find({"name":"lamp"})`. */
function callsOf(turn: JsonRecord): string {
  const [many, one] = [field(turn, 'tool_calls'), field(turn, 'function_call')];
  const calls = Array.isArray(many)
    ? many.map((call) => (isRecord(call) ? (field(call, 'function') ?? call) : call))
    : [];
  if (isRecord(one)) calls.push(one);
  return calls
    .map((call) => {
      const name = isRecord(call) ? field(call, 'name') : undefined;
      return isRecord(call) && typeof name === 'string'
        ? `${name}(${cellText(field(call, 'arguments'))})`
        : cellText(call);
    })
    .join('\n');
}

/** What chat templates read of tools, each field's JSON. */
function toolFieldsOf(turn: JsonRecord): Record<string, string> {
  const [calls, call] = [field(turn, 'tool_calls'), field(turn, 'function_call')];
  const fields: Record<string, string> = {};
  if (Array.isArray(calls) && calls.length > 0) fields.tool_calls = cellText(calls);
  else if (isRecord(call)) fields.tool_calls = `[{"type":"function","function":${cellText(call)}}]`;
  if (SPEAKERS.get(cellText(fieldOf(turn, 'role')).toLowerCase()) !== 'Tool') return fields;
  for (const name of ['name', 'tool_call_id']) {
    const value = field(turn, name);
    if (typeof value === 'string') fields[name] = JSON.stringify(value);
  }
  return fields;
}

/** A text, or the list of parts that newer interfaces have. */
function contentText(content: unknown): string {
  if (!Array.isArray(content)) return cellText(content);
  return content.map((part) => cellText((isRecord(part) ? field(part, 'text') : null) ?? part)).join('\n');
}

const isTurns = (value: unknown, key: 'role' | 'from'): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((turn) => isRecord(turn) && typeof fieldOf(turn, key) === 'string') &&
  // Messages of a chat among people have a sender and a text, too, and are no conversation with a program.
  value.some((turn) => field(turn, key) !== undefined || SPEAKERS.has(String(fieldOf(turn, key)).toLowerCase()));
