import { RAW_LENGTH, type RejectionReason } from '../../../shared/domain/dataset.ts';

/**
 * A streaming CSV parser (RFC 4180, any one-character delimiter) that gives up a row, never a file: what cannot be a row is
 * reported with the line it starts on, and parsing goes on with the line after that. A quote that is never closed
 * therefore costs its own line only. Time is linear and memory bounded, whatever the input.
 *
 * Lines are separated by `\n` or `\r\n`; blank lines are not rows. A quote inside an unquoted field is text.
 */
export interface CsvHandlers {
  /** A row with its cells and the 1-based line it starts on. */
  row(cells: string[], line: number): void;
  reject(line: number, reason: RejectionReason, raw: string): void;
}

/** Longest field that is taken over, in UTF-16 code units. */
export const MAX_FIELD_LENGTH = 1 << 20;
/** Longest row, line breaks in quotes included; also what is searched for a closing quote. */
const MAX_ROW_LENGTH = 4 << 20;
const REPLACEMENT = '\uFFFD';

interface ParsedRow {
  cells: string[];
  /** Where the next row begins. */
  next: number;
}
type Failure = { reason: RejectionReason };

export class CsvParser {
  readonly #delimiter: string;
  readonly #mark: string;
  readonly #handlers: CsvHandlers;
  #buffer = '';
  #position = 0;
  #line = 1;
  /** Inside a line that was too long: skip to its end without keeping it. */
  #skipping = false;
  readonly #quote: NextIndex;
  #nul = new NextIndex('\0');
  #broken = new NextIndex(REPLACEMENT);

  /** @param quote what encloses fields; empty where nothing does */
  constructor(delimiter: string, handlers: CsvHandlers, quote = '"') {
    this.#delimiter = delimiter;
    this.#mark = quote;
    this.#quote = new NextIndex(quote);
    this.#handlers = handlers;
  }

  /** Takes the next part of the text, cut anywhere. */
  feed(text: string): void {
    this.#append(text);
    this.#parse(false);
  }

  /** The text is complete: what is left is the last row. */
  end(): void {
    this.#parse(true);
  }

  #append(text: string): void {
    this.#buffer = this.#buffer.slice(this.#position) + text;
    this.#position = 0;
    for (const index of [this.#quote, this.#nul, this.#broken]) index.reset();
  }

  #parse(final: boolean): void {
    while (this.#position < this.#buffer.length) {
      const start = this.#position;
      const newline = this.#buffer.indexOf('\n', start);
      if (newline < 0 && !final) {
        if (!this.#skipping && this.#buffer.length - start <= MAX_ROW_LENGTH) return;
        // Nothing of a line that is too long is kept, but its beginning.
        if (!this.#skipping) this.#reject('field_too_long', start, this.#buffer.length);
        this.#skipping = true;
        this.#position = this.#buffer.length;
        return;
      }
      const lineEnd = newline < 0 ? this.#buffer.length : newline;
      if (this.#skipping) {
        this.#skipping = false;
        this.#advance(lineEnd + 1);
      } else if (this.#quote.from(this.#buffer, start) >= lineEnd) {
        this.#simpleLine(start, lineEnd);
      } else if (!this.#quotedRow(start, lineEnd, final)) return;
    }
  }

  /** A line without quotes: its fields are what lies between the delimiters. */
  #simpleLine(start: number, lineEnd: number): void {
    const text = this.#buffer.slice(start, withoutReturn(this.#buffer, start, lineEnd));
    if (text !== '') this.#emit(text.split(this.#delimiter), start, lineEnd);
    this.#advance(lineEnd + 1);
  }

  /** A row with quotes, over one or more lines. False when more text is needed to know. */
  #quotedRow(start: number, lineEnd: number, final: boolean): boolean {
    const result = this.#scanRow(start, lineEnd, final);
    if (result === 'incomplete') return false;
    if ('reason' in result) {
      this.#reject(result.reason, start, lineEnd);
      this.#advance(lineEnd + 1);
    } else {
      this.#emit(result.cells, start, result.next - 1);
      this.#advance(result.next);
    }
    return true;
  }

  #scanRow(start: number, firstLineEnd: number, final: boolean): ParsedRow | Failure | 'incomplete' {
    const buffer = this.#buffer;
    const delimiter = this.#delimiter;
    const mark = this.#mark;
    const cells: string[] = [];
    let position = start;
    for (;;) {
      if (buffer[position] !== mark) {
        // An unquoted field ends at the delimiter or at the end of its line.
        const newline = buffer.indexOf('\n', position);
        if (newline < 0 && !final) return this.#awaitMore(start);
        const lineEnd = newline < 0 ? buffer.length : newline;
        const next = buffer.indexOf(delimiter, position);
        if (next < 0 || next >= lineEnd) {
          cells.push(buffer.slice(position, withoutReturn(buffer, position, lineEnd)));
          return { cells, next: lineEnd + 1 };
        }
        cells.push(buffer.slice(position, next));
        position = next + 1;
        continue;
      }
      const close = closingQuote(buffer, mark, position + 1);
      if (close < 0 || close - start > MAX_ROW_LENGTH) {
        if (buffer.length - start > MAX_ROW_LENGTH || final) return { reason: 'unclosed_quote' };
        return 'incomplete';
      }
      let after = close + 1;
      if (after >= buffer.length && !final) return 'incomplete';
      cells.push(buffer.slice(position + 1, close).replaceAll(mark + mark, mark));
      if (buffer[after] === delimiter) {
        position = after + 1;
        continue;
      }
      if (buffer[after] === '\r') {
        if (after + 1 >= buffer.length && !final) return 'incomplete';
        if (after + 1 >= buffer.length || buffer[after + 1] === '\n') after++;
      }
      if (after >= buffer.length || buffer[after] === '\n') return { cells, next: after + 1 };
      // A closing quote on a later line that is followed by text was meant to open a field of its own.
      return { reason: close > firstLineEnd ? 'unclosed_quote' : 'text_after_quote' };
    }
  }

  #awaitMore(start: number): Failure | 'incomplete' {
    return this.#buffer.length - start > MAX_ROW_LENGTH ? { reason: 'field_too_long' } : 'incomplete';
  }

  #emit(cells: string[], start: number, end: number): void {
    if (this.#nul.from(this.#buffer, start) < end) this.#reject('nul_byte', start, end);
    else if (this.#broken.from(this.#buffer, start) < end) this.#reject('bad_encoding', start, end);
    else if (end - start > MAX_FIELD_LENGTH && cells.some((cell) => cell.length > MAX_FIELD_LENGTH)) {
      this.#reject('field_too_long', start, end);
    } else this.#handlers.row(cells, this.#line);
  }

  #reject(reason: RejectionReason, start: number, end: number): void {
    // One more than is kept, so that it can be told that it was cut.
    const rawEnd = Math.min(withoutReturn(this.#buffer, start, end), start + RAW_LENGTH + 1);
    this.#handlers.reject(this.#line, reason, this.#buffer.slice(start, rawEnd));
  }

  /** Moves on to `position` and counts the lines that were passed. */
  #advance(position: number): void {
    const end = Math.min(position, this.#buffer.length);
    for (let at = this.#position; ; ) {
      const newline = this.#buffer.indexOf('\n', at);
      if (newline < 0 || newline >= end) break;
      this.#line++;
      at = newline + 1;
    }
    this.#position = end;
  }
}

/** Index of the quote that ends a field whose text starts at `from`; doubled quotes are text. -1 if there is none. */
function closingQuote(buffer: string, mark: string, from: number): number {
  for (let at = from; ; ) {
    const quote = buffer.indexOf(mark, at);
    if (quote < 0 || buffer[quote + 1] !== mark) return quote;
    at = quote + 2;
  }
}

function withoutReturn(buffer: string, start: number, end: number): number {
  return end > start && buffer[end - 1] === '\r' ? end - 1 : end;
}

/** Remembers where a character comes next, so that asking for every line does not search the whole buffer every time. */
class NextIndex {
  readonly #character: string;
  #index = -1;

  constructor(character: string) {
    this.#character = character;
  }

  reset(): void {
    this.#index = -1;
  }

  from(buffer: string, position: number): number {
    if (this.#index < position) {
      const found = this.#character === '' ? -1 : buffer.indexOf(this.#character, position);
      this.#index = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#index;
  }
}
