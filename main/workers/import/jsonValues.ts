import type { RowSink } from './rowSink.ts';

/** Numbers that a double cannot hold as they are written. */
const UNUSUAL_NUMBER = /\d{16}|\d\.\d*0(?!\d)|\d[eE]/;

interface RawJson {
  rawJSON: string;
}
/** Not yet in TypeScript's library: the source text of numbers, kept through parsing and writing. */
const withSource = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
};

/** Parses JSON without rounding numbers. @throws SyntaxError */
export function parseJson(text: string): unknown {
  if (!UNUSUAL_NUMBER.test(text)) return JSON.parse(text);
  return withSource.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? withSource.rawJSON(source) : value,
  );
}

/** A value as the text of a cell: lists and objects as JSON, nothing as an empty text. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (withSource.isRawJSON(value)) return value.rawJSON;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? withSource.rawJSON(String(inner)) : inner));
}

/** Takes the text of one JSON value as a row: an object, a list of cells, or a text of its own. */
export function takeJson(text: string, line: number, sink: RowSink): void {
  // Bytes that were no text; written as an escape, the character is one.
  if (text.includes('\uFFFD')) {
    sink.reject(line, 'bad_encoding', text);
    return;
  }
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    sink.reject(line, 'bad_json', text);
    return;
  }
  if (typeof value === 'string') sink.record(new Map([['text', value]]), line);
  else if (Array.isArray(value)) sink.row(value.map(cellText), line);
  else if (isRecord(value)) sink.record(new Map(Object.entries(value)), line);
  else sink.reject(line, 'not_a_record', text);
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !withSource.isRawJSON(value);
