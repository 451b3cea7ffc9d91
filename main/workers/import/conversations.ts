import type { ConversationShape } from '../../../shared/domain/importOptions.ts';
import type { RecipeRequest } from '../../../shared/domain/recipe.ts';
import { cellText, isRecord } from './jsonValues.ts';

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
  ['tool', 'Tool'],
]);
const ALPACA = ['instruction', 'input', 'output', 'history', 'system'];

/** Tells a known shape of conversations by one record. */
export function conversationShape(record: ListRecord): ConversationShape | null {
  if (isTurns(record.get('messages'), 'role')) return 'messages';
  if (isTurns(record.get('conversations'), 'from')) return 'sharegpt';
  const isAlpaca = typeof record.get('instruction') === 'string' && typeof record.get('output') === 'string';
  return isAlpaca ? 'alpaca' : null;
}

/** Turns a record into one with `prompt` and `completion`; what else it has stays. `null` when it is no conversation with an answer. */
export function mapConversation(record: ListRecord, shape: ConversationShape): ListRecord | null {
  const key = shape === 'sharegpt' ? 'conversations' : 'messages';
  const turns = shape === 'alpaca' ? alpacaTurns(record) : listedTurns(record.get(key), shape);
  const answer = turns?.at(-1);
  if (!turns || turns.length < 2 || answer?.speaker !== ANSWERER) return null;
  const mapped = new Map<string, unknown>([
    ['prompt', promptOf(turns.slice(0, -1))],
    ['completion', answer.text],
  ]);
  const used = shape === 'alpaca' ? ALPACA : [key, ...(shape === 'sharegpt' ? ['system'] : [])];
  for (const [name, value] of record) {
    if (used.includes(name)) continue;
    mapped.set(mapped.has(name) ? `${name} (2)` : name, value);
  }
  const system = record.get('system');
  if (shape === 'sharegpt' && typeof system === 'string' && system !== '') {
    mapped.set('prompt', promptOf([{ speaker: 'System', text: system }, ...turns.slice(0, -1)]));
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

function listedTurns(list: unknown, shape: ConversationShape): Turn[] | null {
  if (!Array.isArray(list)) return null;
  const turns: Turn[] = [];
  for (const turn of list) {
    if (!isRecord(turn)) return null;
    const speaker = cellText(shape === 'sharegpt' ? turn.from : turn.role);
    const content = shape === 'sharegpt' ? turn.value : turn.content;
    if (speaker === '' || content === undefined) return null;
    turns.push({ speaker: SPEAKERS.get(speaker.toLowerCase()) ?? speaker, text: contentText(content) });
  }
  return turns;
}

/** A text, or the list of parts that newer interfaces have. */
function contentText(content: unknown): string {
  if (!Array.isArray(content)) return cellText(content);
  return content
    .map((part) => (isRecord(part) && typeof part.text === 'string' ? part.text : cellText(part)))
    .join('\n');
}

const isTurns = (value: unknown, key: string): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((turn) => isRecord(turn) && typeof turn[key] === 'string');
