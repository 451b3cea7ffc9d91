import type { RejectionReason } from '../../../shared/domain/datasets/dataset.ts';
import { isTooDeep, JsonNumber, parseExactly, TooDeep, writeJson } from './jsonText.ts';
import type { RowSink } from './rowSink.ts';

/**
 * What `JSON.parse` would not give back as it is written: long numbers, zeros at a number's end or beginning, exponents, and numbers as keys,
 * which it puts first.
 */
const UNUSUAL = /[\d.]{16}|\d\.\d*0(?!\d)|\d[eE]|-0(?![.\d])|\.0{5}|"\d+"\s*:/;

/** How the rows of a document are told from what is around them. */
export interface JsonRowShape {
  /** Rows are the members of an object: their keys are cells of this column, or of none. */
  keyColumn?: string | null;
  /** Those members are values without columns. */
  pairs?: boolean;
  /** Each row is in an object of its own, at this key. */
  unwrap?: string;
  /** What stands beside the wrapped row is of no use to anybody: `cursor` beside `node`. */
  onlyWrapped?: boolean;
  /** A column that only counts the rows. */
  drop?: string;
}

/** Parses JSON without rounding numbers and without changing the order of keys. @throws SyntaxError, TooDeep */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new TooDeep();
  if (UNUSUAL.test(text)) return parseExactly(text);
  try {
    return JSON.parse(text);
  } catch {
    // It may be Python's NaN that is no JSON.
    return parseExactly(text);
  }
}

/** A value as the text of a cell: lists and objects as JSON, nothing as an empty text. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (value instanceof JsonNumber) return value.text;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'object' ? writeJson(value) : String(value);
}

/** Takes the text of one JSON value as a row: an object, a list of cells, or a text of its own. */
export function takeJson(text: string, line: number, sink: RowSink, shape: JsonRowShape = {}): void {
  // Bytes that were no text; written as an escape, the character is one.
  if (text.includes('\uFFFD')) {
    sink.reject(line, 'bad_encoding', text);
    return;
  }
  const isMember = shape.keyColumn !== undefined;
  let value: unknown;
  try {
    value = parseJson(isMember ? `{${text}}` : text);
  } catch (error) {
    sink.reject(line, error instanceof TooDeep ? 'too_deep' : 'bad_json', text);
    return;
  }
  let key: string | null = null;
  if (isMember && isRecord(value)) [key, value] = entriesOf(value)[0] ?? ['', null];
  if (isRecord(value)) sink.record(unwrapped(value, key, shape), line);
  else if (shape.pairs) sink.record(withKey(key, shape, [['value', value]]), line);
  else if (typeof value === 'string') sink.record(new Map([['text', value]]), line);
  else if (isConversation(value)) sink.record(new Map([['messages', value]]), line);
  else if (Array.isArray(value)) {
    const cells = value.map(cellText);
    const problem = problemOf(cells);
    if (problem) sink.reject(line, problem, text);
    else sink.row(cells, line);
  } else sink.reject(line, 'not_a_record', text);
}

function unwrapped(record: JsonRecord, key: string | null, shape: JsonRowShape): Map<string, unknown> {
  const { unwrap, onlyWrapped = false, drop } = shape;
  const inner = unwrap === undefined ? undefined : field(record, unwrap);
  const outer = entriesOf(record);
  const entries = isRecord(inner)
    ? [...(onlyWrapped ? [] : outer.filter(([name]) => name !== unwrap)), ...entriesOf(inner)]
    : outer;
  return withKey(key, shape, drop === undefined ? entries : entries.filter(([name]) => name !== drop));
}

function withKey(key: string | null, { keyColumn }: JsonRowShape, entries: [string, unknown][]): Map<string, unknown> {
  if (!keyColumn) return new Map(entries);
  // The record's own value for that name counts.
  return new Map<string, unknown>([[keyColumn, key], ...entries]);
}

/** A list of what was said in turn, without anything around it. */
const isConversation = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 1 &&
  value.every((turn) => isRecord(turn) && typeof (field(turn, 'role') ?? field(turn, 'from')) === 'string');

export type JsonRecord = Record<string, unknown> | ReadonlyMap<string, unknown>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);

export const field = (record: JsonRecord, name: string): unknown =>
  record instanceof Map
    ? record.get(name)
    : Object.hasOwn(record, name)
      ? (record as Record<string, unknown>)[name]
      : undefined;

const entriesOf = (record: JsonRecord): [string, unknown][] =>
  record instanceof Map ? [...record] : Object.entries(record);

/** What SQLite or UTF-8 could not give back as it was. */
export function problemOf(cells: readonly string[]): RejectionReason | null {
  for (const cell of cells) {
    if (cell.includes('\0')) return 'nul_byte';
    if (!cell.isWellFormed()) return 'bad_encoding';
  }
  return null;
}
