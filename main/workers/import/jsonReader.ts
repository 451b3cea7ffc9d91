import { RAW_LENGTH } from '../../../shared/domain/dataset.ts';
import { Brackets, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET } from './brackets.ts';
import { takeJson } from './jsonValues.ts';
import type { RowSink, TextReader } from './rowSink.ts';

/** Longest row, as in CSV. */
const MAX_ROW_LENGTH = 4 << 20;
const [NEWLINE, SPACE, QUOTE, COMMA, BACKSLASH] = [10, 32, 34, 44, 92];

/** Where the rows of a document are: in the list that it is, in the list at a key of its object, or one after the other. */
export type JsonRows = { in: 'list' } | { in: 'key'; key: string } | { in: 'sequence' };

/**
 * Streams the rows of a JSON document: finds by brackets and strings where each begins and ends, and leaves what is between to
 * `JSON.parse`, so that what is no JSON costs that row only. A line break ends a string, since JSON has none in strings: a quote that is never
 * closed costs its row and, with the comma that it swallows, at most the next one.
 */
export class JsonReader implements TextReader {
  readonly #sink: RowSink;
  /** How many brackets are around a row. */
  readonly #outer: number;
  readonly #key: string | null;
  readonly #brackets = new Brackets();
  #inRows: boolean;
  #inString = false;
  #escaped = false;
  #line = 1;
  /** What was read since the last row or bracket around rows, and the line on which it begins. */
  #text = '';
  #begun = 0;
  #tooLong = false;

  constructor(rows: JsonRows, sink: RowSink) {
    this.#sink = sink;
    this.#outer = { list: 1, key: 2, sequence: 0 }[rows.in];
    this.#key = rows.in === 'key' ? rows.key : null;
    this.#inRows = rows.in === 'sequence';
  }

  feed(text: string): void {
    let start = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (this.#inString && code !== NEWLINE) {
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) this.#inString = false;
        continue;
      }
      if (code === NEWLINE) {
        this.#inString = false;
        this.#escaped = false;
        this.#line++;
      } else if (this.#begun === 0 && code > SPACE) this.#begun = this.#line;
      if (this.#special(code)) {
        const end = this.#take(code, text, start, index);
        if (end > start) start = end;
      }
    }
    this.#keep(text.slice(start));
  }

  end(): void {
    this.#row('');
  }

  /** Characters outside of strings that may end or begin something. */
  #special(code: number): boolean {
    if (code === QUOTE) this.#inString = true;
    return (
      code === COMMA ||
      code === OPEN_BRACE ||
      code === CLOSE_BRACE ||
      code === OPEN_BRACKET ||
      code === CLOSE_BRACKET ||
      (code === NEWLINE && this.#outer === 0)
    );
  }

  /** Where the text goes on that belongs to the next row; `start` while it is the same. */
  #take(code: number, text: string, start: number, index: number): number {
    const brackets = this.#brackets;
    const before = brackets.depth;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (before < this.#outer) this.#enter(text.slice(start, index));
      brackets.open(code);
      return before < this.#outer ? index + 1 : start;
    }
    if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      // Inside a row nothing closes what is around the list of the rows.
      brackets.close(code, before >= this.#outer ? Math.max(0, this.#outer - 1) : 0);
      const left = brackets.depth < this.#outer;
      const complete = this.#outer === 0 && brackets.depth === 0 && before > 0;
      if (!complete && !(left && before > brackets.depth)) return start;
      this.#row(text.slice(start, complete ? index + 1 : index));
      if (left) this.#inRows = false;
      return index + 1;
    }
    if (before > this.#outer) return start;
    this.#row(text.slice(start, index));
    return index + 1;
  }

  /** Goes into a bracket around rows: into the one with the rows where its key is the right one. */
  #enter(text: string): void {
    const whole = this.#text + text;
    const isLast = this.#brackets.depth === this.#outer - 1;
    if (this.#key === null) this.#row(text);
    this.#reset();
    this.#inRows = isLast && (this.#key === null || lastKey(whole) === this.#key);
  }

  #keep(part: string): void {
    if (this.#tooLong) return;
    this.#text += part;
    if (this.#text.length <= MAX_ROW_LENGTH) return;
    this.#text = this.#text.slice(0, RAW_LENGTH * 2);
    this.#tooLong = true;
  }

  #row(rest: string): void {
    const text = (this.#text + rest).trim();
    const [tooLong, line] = [this.#tooLong || text.length > MAX_ROW_LENGTH, this.#begun || this.#line];
    this.#reset();
    // What stands beside the list of an object is no row; beside a list that is the whole document, nothing may stand.
    if (text === '' || (!this.#inRows && this.#key !== null)) return;
    if (tooLong) this.#sink.reject(line, 'field_too_long', text.slice(0, RAW_LENGTH + 1));
    else if (this.#inRows) takeJson(text, line, this.#sink);
    else this.#sink.reject(line, 'bad_json', text);
  }

  #reset(): void {
    this.#text = '';
    this.#begun = 0;
    this.#tooLong = false;
  }
}

/** The key before a value, at the end of a text. */
function lastKey(text: string): string | null {
  const key = /"(?:[^"\\]|\\.)*"\s*:\s*$/.exec(text)?.[0].replace(/\s*:\s*$/, '');
  try {
    return key === undefined ? null : JSON.parse(key);
  } catch {
    return null;
  }
}

/** Where the rows are, from the beginning of a document. A list of turns at the top is a conversation, and that is a row. */
export function findJsonRows(sample: string): JsonRows {
  const first = sample.trimStart();
  if (first.startsWith('[')) return { in: 'list' };
  const key = firstListKey(first);
  return key === null ? { in: 'sequence' } : { in: 'key', key };
}

const TURNS = ['messages', 'conversations', 'conversation'];

/** The key of the first list of objects or lists in the document's object. */
function firstListKey(text: string): string | null {
  const brackets = new Brackets();
  let begun = 1;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}[\],]/g)) {
    const code = token.charCodeAt(0);
    if (code === OPEN_BRACKET && brackets.depth === 1) {
      const key = lastKey(text.slice(begun, index));
      if (key !== null && !TURNS.includes(key) && /^\[\s*[[{]/.test(text.slice(index, index + 1000))) return key;
    }
    if (code === COMMA && brackets.depth === 1) begun = index;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) brackets.open(code);
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) brackets.close(code);
    // Where an object has ended and there was none, objects follow one another.
    if (brackets.depth === 0) return null;
  }
  return null;
}
