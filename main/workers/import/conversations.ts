import type { ConversationShape } from '../../../shared/domain/datasets/importOptions.ts';
import type { RecipeRequest } from '../../../shared/domain/tasks/textGeneration.ts';
import { cellText, field, isRecord, type JsonRecord } from './jsonValues.ts';

/** What a conversation becomes: the last answer is to be learned, all that came before is its prompt. */
export const CONVERSATION_RECIPE: RecipeRequest = {
  kind: 'complete',
  inputs: ['prompt'],
  output: 'completion',
  template: '{{prompt}}\n\nAssistant:',
};

type ListRecord = ReadonlyMap<string, unknown>;
interface Turn {
  speaker: string;
  text: string;
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
const TURNS = ['messages', 'conversations', 'conversation', 'dialogue', 'dialog', 'turns', 'chat'];
const TURN_KEYS = { messages: ['role', 'content'], sharegpt: ['from', 'value'] } as const;
const ALPACA = ['instruction', 'input', 'output', 'history', 'system'];

/** Tells a known shape of conversations by one record. */
export function conversationShape(record: ListRecord): ConversationShape | null {
  for (const shape of ['messages', 'sharegpt'] as const) {
    const [speaker] = TURN_KEYS[shape];
    if (TURNS.some((key) => isTurns(record.get(key), speaker))) return shape;
  }
  const isAlpaca = typeof record.get('instruction') === 'string' && typeof record.get('output') === 'string';
  return isAlpaca ? 'alpaca' : null;
}

/**
 * Turns a record into one with `prompt` and `completion`; what else it has stays. A record that has nothing of a conversation stays as it is.
 * `null` when it is one without an answer.
 */
export function mapConversation(record: ListRecord, shape: ConversationShape): ListRecord | null {
  const key = shape === 'alpaca' ? 'instruction' : TURNS.find((name) => Array.isArray(record.get(name)));
  if (key === undefined || !record.has(key)) return TURNS.some((name) => record.has(name)) ? null : record;
  const turns = shape === 'alpaca' ? alpacaTurns(record) : listedTurns(record.get(key), shape);
  const system = shape === 'alpaca' ? undefined : record.get('system');
  const hasSystem = typeof system === 'string' && system !== '' && turns?.[0]?.speaker !== 'System';
  if (hasSystem) turns?.unshift({ speaker: 'System', text: system });
  const answer = turns?.at(-1);
  if (!turns || turns.length < 2 || answer?.speaker !== ANSWERER) return null;
  const mapped = new Map<string, unknown>([
    ['prompt', promptOf(turns.slice(0, -1))],
    ['completion', answer.text],
  ]);
  const used = shape === 'alpaca' ? ALPACA : [key, ...(hasSystem || system === '' ? ['system'] : [])];
  for (const [name, value] of record) {
    if (used.includes(name)) continue;
    mapped.set(mapped.has(name) ? `${name} (2)` : name, value);
  }
  return mapped;
}

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
    const speaker = cellText(field(turn, who));
    const content = field(turn, what);
    const calls = callsOf(turn);
    if (speaker === '' || (content === undefined && calls === '')) return null;
    const text = [contentText(content), calls].filter((part) => part !== '').join('\n');
    turns.push({ speaker: SPEAKERS.get(speaker.toLowerCase()) ?? speaker, text });
  }
  return turns;
}

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

/** A text, or the list of parts that newer interfaces have. */
function contentText(content: unknown): string {
  if (!Array.isArray(content)) return cellText(content);
  return content.map((part) => cellText((isRecord(part) ? field(part, 'text') : null) ?? part)).join('\n');
}

const isTurns = (value: unknown, key: string): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((turn) => isRecord(turn) && typeof field(turn, key) === 'string');
