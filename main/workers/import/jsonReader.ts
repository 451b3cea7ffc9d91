import { RAW_LENGTH } from '../../../shared/domain/datasets/dataset.ts';
import { Brackets, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET } from './brackets.ts';
import type { JsonLayout } from './jsonLayout.ts';
import { stringEnd } from './jsonText.ts';
import { takeJson } from './jsonValues.ts';
import type { RowSink, TextReader } from './rowSink.ts';

/** Longest row, as in CSV. */
const MAX_ROW_LENGTH = 4 << 20;
const [NEWLINE, SPACE, QUOTE, COMMA, BACKSLASH] = [10, 32, 34, 44, 92];

/**
 * Streams the rows of a JSON document: finds by brackets and strings where each begins and ends, and leaves what is between to
 * `JSON.parse`, so that what is no JSON costs that row only. A line break ends a string, since JSON has none in strings: a quote that is never
 * closed costs its row and, with the comma that it swallows, at most the next one.
 */
export class JsonReader implements TextReader {
  readonly #sink: RowSink;
  /** How many brackets are around a row. */
  readonly #outer: number;
  readonly #layout: JsonLayout;
  /** How many of the open brackets lead to the rows. */
  #matched = 0;
  /** Commas in each of the brackets around rows. */
  readonly #positions: number[] = [];
  readonly #brackets = new Brackets();
  /** Values in the list of the rows so far. */
  #count = 0;
  #inRows: boolean;
  #inString = false;
  #escaped = false;
  #line = 1;
  /** What was read since the last row or bracket around rows, and the line on which it begins. */
  #text = '';
  #begun = 0;
  #tooLong = false;

  constructor(layout: JsonLayout, sink: RowSink) {
    this.#sink = sink;
    this.#layout = layout;
    this.#outer = layout.kind === 'sequence' ? 0 : layout.path.length + 1;
    this.#inRows = layout.kind === 'sequence';
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
      if (before < this.#outer) this.#enter(code, text.slice(start, index));
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
      if (left) {
        this.#inRows = false;
        this.#matched = Math.min(this.#matched, brackets.depth);
      }
      return index + 1;
    }
    if (before > this.#outer) return start;
    if (before > 0 && before < this.#outer) this.#positions[before - 1] = (this.#positions[before - 1] ?? 0) + 1;
    this.#row(text.slice(start, index));
    return index + 1;
  }

  /** Goes into a bracket around rows: into the rows where it is the last one of their path. */
  #enter(code: number, text: string): void {
    const whole = this.#text + text;
    const { depth } = this.#brackets;
    if (this.#layout.path.length === 0) this.#row(text);
    this.#reset();
    if (this.#matched === depth && this.#leads(code, depth, whole)) this.#matched++;
    this.#positions[depth] = 0;
    this.#inRows = this.#matched === this.#outer;
  }

  /** Whether a bracket, the key before it included, is the next one on the path to the rows. */
  #leads(code: number, depth: number, text: string): boolean {
    const { path, kind } = this.#layout;
    const next = depth < path.length ? path[depth] : kind === 'members' ? '' : 0;
    if (code !== (typeof next === 'string' ? OPEN_BRACE : OPEN_BRACKET)) return false;
    const here = path[depth - 1];
    if (here === undefined) return true;
    return typeof here === 'string' ? lastKey(text) === here : this.#positions[depth - 1] === here;
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
    if (text === '' || (!this.#inRows && this.#layout.path.length > 0)) return;
    if (tooLong) this.#sink.reject(line, 'field_too_long', text.slice(0, RAW_LENGTH + 1));
    else if (this.#inRows) this.#value(text, line);
    else this.#sink.reject(line, 'bad_json', text);
  }

  #value(text: string, line: number): void {
    const { shape, index } = this.#layout;
    const before = index?.[this.#count++];
    if (before === undefined) {
      takeJson(text, line, this.#sink, shape);
      return;
    }
    const sink: RowSink = {
      row: (cells, number) => this.#sink.row([before, ...cells], number),
      record: (record, number) => this.#sink.record(record, number),
      reject: (number, reason, raw) => this.#sink.reject(number, reason, raw),
    };
    takeJson(text, line, sink, shape);
  }

  #reset(): void {
    this.#text = '';
    this.#begun = 0;
    this.#tooLong = false;
  }
}

/** The key before a value, where a text is nothing else. */
function lastKey(text: string): string | null {
  const start = text.length - text.trimStart().length;
  const end = text[start] === '"' ? stringEnd(text, start) : -1;
  if (end < 0 || text.slice(end).trim() !== ':') return null;
  try {
    return JSON.parse(text.slice(start, end));
  } catch {
    return null;
  }
}
