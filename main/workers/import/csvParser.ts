import { RAW_LENGTH, type RejectionReason } from '../../../shared/domain/datasets/dataset.ts';

/**
 * A streaming CSV parser (RFC 4180, any delimiter) that gives up a row, never a file: what cannot be a row is
 * reported with the line it starts on, and parsing goes on with the line after that. A quote that is never closed
 * therefore costs its own line only. Time is linear and memory bounded, whatever the input.
 *
 * Lines are separated by `\n`, with any number of `\r` before it. Blank lines, with or without delimiters, are not rows;
 * quotes make one of them a row. A quote inside an unquoted field is text.
 */
export interface CsvHandlers {
  /** A row with its cells and the 1-based line it starts on. */
  row(cells: string[], line: number): void;
  reject(line: number, reason: RejectionReason, raw: string): void;
  /** The row that comes next goes over several lines, as quotes have it. */
  joined?(cells: readonly string[], line: number): void;
}

/** How cells are told apart, as far as it is not the plain form. */
export interface CellStyle {
  /** What encloses fields; empty where nothing does. */
  quote?: string;
  /** A backslash makes the next character one of the text, as MySQL writes it: `\\"`, `\\n` and, for nothing at all, `\\N`. */
  backslash?: boolean;
  /** Blanks beside a delimiter are no part of the cells, so that `a, "b, c"` has two. */
  spaced?: boolean;
  /** A cell that is `\\N` is an empty one, though nothing else is escaped. */
  nulls?: boolean;
  /** A row that is one cell in quotes is the text of a row: some programs put quotes around whole lines. */
  wrapped?: boolean;
  /** Line of the file at which the text begins. */
  firstLine?: number;
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
  readonly #escape: boolean;
  readonly #spaced: boolean;
  readonly #nulls: boolean;
  readonly #wrapped: boolean;
  readonly #handlers: CsvHandlers;
  #buffer = '';
  #position = 0;
  /** What came since a row was found to go on beyond the text. */
  #waiting: string[] = [];
  #waitingLength = 0;
  #line: number;
  /** Inside a line that was too long: skip to its end without keeping it. */
  #skipping = false;
  readonly #quote: NextIndex;
  readonly #next: NextIndex;
  readonly #backslash: NextIndex;
  #nul = new NextIndex('\0');
  #broken = new NextIndex(REPLACEMENT);

  /** @param delimiter empty where a line is one cell */
  constructor(
    delimiter: string,
    handlers: CsvHandlers,
    { quote = '"', backslash = false, spaced = false, nulls = false, wrapped = false, firstLine = 1 }: CellStyle = {},
  ) {
    this.#delimiter = delimiter;
    this.#mark = quote;
    this.#escape = backslash;
    this.#spaced = spaced;
    this.#nulls = nulls;
    this.#wrapped = wrapped;
    this.#line = firstLine;
    this.#quote = new NextIndex(quote);
    this.#next = new NextIndex(delimiter);
    this.#backslash = new NextIndex(backslash ? '\\' : '');
    this.#handlers = handlers;
  }

  /** Takes the next part of the text, cut anywhere. */
  feed(text: string): void {
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    // A row of several parts is looked at again when it has doubled: with each part it would be read, and copied, from its beginning.
    if (this.#waitingLength < Math.min(this.#buffer.length - this.#position, MAX_ROW_LENGTH / 4)) return;
    this.#append();
    this.#parse(false);
  }

  /** The text is complete: what is left is the last row. */
  end(): void {
    this.#append();
    this.#parse(true);
  }

  #append(): void {
    this.#buffer = this.#buffer.slice(this.#position) + this.#waiting.join('');
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#position = 0;
    for (const index of [this.#quote, this.#next, this.#backslash, this.#nul, this.#broken]) index.reset();
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
      } else if (
        this.#quote.from(this.#buffer, start) >= lineEnd &&
        this.#backslash.from(this.#buffer, start) >= lineEnd
      ) {
        this.#simpleLine(start, lineEnd);
      } else if (!this.#quotedRow(start, lineEnd, final)) return;
    }
  }

  /** A line without quotes: its fields are what lies between the delimiters. */
  #simpleLine(start: number, lineEnd: number): void {
    const text = this.#buffer.slice(start, withoutReturn(this.#buffer, start, lineEnd));
    if (text !== '') {
      const cells = this.#delimiter === '' ? [text] : text.split(this.#delimiter);
      // Spreadsheets write rows without anything in them as delimiters alone.
      const isBlank = (cells[0] as string).trim() === '' && cells.every((cell) => cell.trim() === '');
      if (!isBlank) this.#emit(this.#spaced ? cells.map((cell) => cell.trim()) : cells, start, lineEnd);
    }
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
      if (result.next > lineEnd + 1) this.#handlers.joined?.(result.cells, this.#line);
      this.#emit(result.cells, start, result.next - 1);
      this.#advance(result.next);
    }
    return true;
  }

  #scanRow(start: number, firstLineEnd: number, final: boolean): ParsedRow | Failure | 'incomplete' {
    const buffer = this.#buffer;
    const mark = this.#mark;
    const cells: string[] = [];
    let position = start;
    for (;;) {
      const opening = this.#spaced ? this.#pastBlanks(position) : position;
      if (mark === '' || buffer[opening] !== mark) {
        const end = this.#unquotedEnd(position, final);
        if (end < 0) return this.#awaitMore(start);
        const isLast = end >= buffer.length || buffer[end] === '\n';
        cells.push(this.#text(buffer.slice(position, isLast ? withoutReturn(buffer, position, end) : end)));
        if (isLast) return { cells, next: end + 1 };
        position = end + this.#delimiter.length;
        continue;
      }
      const close = closingQuote(buffer, mark, opening + 1, this.#escape);
      if (close < 0 || close - start > MAX_ROW_LENGTH) {
        if (buffer.length - start > MAX_ROW_LENGTH || final) return { reason: 'unclosed_quote' };
        return 'incomplete';
      }
      let after = this.#spaced ? this.#pastBlanks(close + 1) : close + 1;
      if (after >= buffer.length && !final) return 'incomplete';
      const text = buffer.slice(opening + 1, close).replaceAll(mark + mark, mark);
      cells.push(this.#escape ? unescaped(text) : text);
      // One of several characters may be cut.
      if (after + this.#delimiter.length > buffer.length && !final && !buffer.includes('\n', after))
        return 'incomplete';
      if (this.#isDelimiter(after)) {
        position = after + this.#delimiter.length;
        continue;
      }
      while (buffer[after] === '\r') after++;
      if (after >= buffer.length && !final) return 'incomplete';
      if (after >= buffer.length || buffer[after] === '\n') return { cells, next: after + 1 };
      // A closing quote on a later line that is followed by text was meant to open a field of its own.
      return { reason: close > firstLineEnd ? 'unclosed_quote' : 'text_after_quote' };
    }
  }

  /** Where an unquoted field ends: at the delimiter or at the end of its line; -1 when more text is needed to know. */
  #unquotedEnd(position: number, final: boolean): number {
    const buffer = this.#buffer;
    if (!this.#escape) {
      const newline = buffer.indexOf('\n', position);
      if (newline < 0 && !final) return -1;
      return Math.min(newline < 0 ? buffer.length : newline, this.#next.from(buffer, position));
    }
    for (let at = position; at < buffer.length; at++) {
      const code = buffer.charCodeAt(at);
      if (code === 92) at++;
      else if (code === 10 || this.#isDelimiter(at)) return at;
    }
    return final ? buffer.length : -1;
  }

  #isDelimiter(at: number): boolean {
    return this.#delimiter !== '' && this.#buffer.startsWith(this.#delimiter, at);
  }

  #pastBlanks(position: number): number {
    let at = position;
    for (; at < this.#buffer.length; at++) {
      const character = this.#buffer[at];
      if ((character !== ' ' && character !== '\t' && character !== '\u00A0') || this.#isDelimiter(at)) break;
    }
    return at;
  }

  /** The text of an unquoted field. */
  #text(raw: string): string {
    const text = this.#spaced ? raw.trim() : raw;
    if (!this.#escape) return text;
    return text === '\\N' ? '' : unescaped(text);
  }

  #awaitMore(start: number): Failure | 'incomplete' {
    return this.#buffer.length - start > MAX_ROW_LENGTH ? { reason: 'field_too_long' } : 'incomplete';
  }

  #emit(cells: string[], start: number, end: number): void {
    if (this.#nul.from(this.#buffer, start) < end) this.#reject('nul_byte', start, end);
    else if (this.#broken.from(this.#buffer, start) < end) this.#reject('bad_encoding', start, end);
    else if (end - start > MAX_FIELD_LENGTH && cells.some((cell) => cell.length > MAX_FIELD_LENGTH)) {
      this.#reject('field_too_long', start, end);
    } else {
      if (this.#nulls) for (let at = 0; at < cells.length; at++) if (cells[at] === '\\N') cells[at] = '';
      this.#handlers.row(this.#wrapped ? this.#unwrapped(cells) : cells, this.#line);
    }
  }

  /** The cells of a row that was put into quotes as a whole; others as they are. */
  #unwrapped(cells: string[]): string[] {
    const [whole = '', ...rest] = cells;
    if (!whole.includes(this.#delimiter) || rest.some((cell) => cell.trim() !== '')) return cells;
    const style = { quote: this.#mark, backslash: this.#escape, spaced: this.#spaced };
    return rowOf(whole, this.#delimiter, style) ?? cells;
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

/** The cells of a text that is one row; `null` where it is none. */
export function rowOf(text: string, delimiter: string, style: CellStyle): string[] | null {
  const rows: (string[] | null)[] = [];
  const parser = new CsvParser(
    delimiter,
    { row: (cells) => void rows.push(cells), reject: () => void rows.push(null) },
    style,
  );
  parser.feed(text);
  parser.end();
  return rows.length === 1 ? (rows[0] ?? null) : null;
}

/** Index of the quote that ends a field whose text starts at `from`; doubled or escaped quotes are text. -1 if there is none. */
function closingQuote(buffer: string, mark: string, from: number, backslash: boolean): number {
  for (let at = from; ; ) {
    const quote = buffer.indexOf(mark, at);
    if (quote < 0) return quote;
    if (backslash && isEscaped(buffer, quote, from)) at = quote + 1;
    else if (buffer[quote + 1] === mark) at = quote + 2;
    else return quote;
  }
}

/** An odd number of backslashes stands before it. */
function isEscaped(buffer: string, position: number, from: number): boolean {
  let at = position;
  while (at > from && buffer[at - 1] === '\\') at--;
  return (position - at) % 2 === 1;
}

const ESCAPED: Record<string, string> = { n: '\n', t: '\t', r: '\r', 0: '', b: '\b', Z: '\x1A' };

/** `\n` and `\t` are what they stand for; any other character that is escaped is itself. */
const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([\s\S])/g, (_, character: string) => ESCAPED[character] ?? character) : text;

function withoutReturn(buffer: string, start: number, end: number): number {
  let at = end;
  while (at > start && buffer[at - 1] === '\r') at--;
  return at;
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
