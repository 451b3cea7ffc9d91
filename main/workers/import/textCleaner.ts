/** What is held back, at most, because it may be the end of the file. */
const MOST_HELD = 256;
/** Stands before each value of a JSON text sequence (RFC 7464). */
const RECORD_SEPARATOR = '\x1E';
const LINE_MARKS = new RegExp(`\n[\uFEFF${RECORD_SEPARATOR}]+`, 'g');
const FIRST_MARKS = new RegExp(`^[\uFEFF${RECORD_SEPARATOR}]+`);

export interface Cleaning {
  /** A carriage return ends a line, with or without a line feed after it. */
  carriageReturns: boolean;
  /** Lines at the beginning that are no part of the table. */
  skipLines: number;
}

/**
 * Takes out of a text what programs put around it, in parts that are cut anywhere: lines before the table, line ends of old Macs, the
 * Ctrl-Z and zeros with which programs fill up files, record separators, and byte-order marks at the beginning of lines, which stay where
 * files were joined.
 */
export class TextCleaner {
  readonly #carriageReturns: boolean;
  #skip: number;
  #held = '';
  #atLineStart = true;

  constructor({ carriageReturns, skipLines }: Cleaning) {
    this.#carriageReturns = carriageReturns;
    this.#skip = skipLines;
  }

  clean(part: string): string {
    const text = this.#held + part;
    const end = endOfSure(text, this.#carriageReturns);
    this.#held = text.slice(end);
    return this.#take(text.slice(0, end));
  }

  /** The rest. */
  end(): string {
    // What is left is an end of the line, blanks or Ctrl-Z.
    const rest = this.#held.replaceAll('\x1A', '').replaceAll('\0', '');
    this.#held = '';
    return this.#take(rest);
  }

  #take(text: string): string {
    let cleaned = this.#carriageReturns ? withLineFeeds(text) : text;
    if (cleaned === '') return '';
    for (; this.#skip > 0; this.#skip--) {
      const newline = cleaned.indexOf('\n');
      if (newline < 0) return '';
      cleaned = cleaned.slice(newline + 1);
      this.#atLineStart = true;
    }
    if (cleaned === '') return '';
    if (cleaned.includes('\uFEFF') || cleaned.includes(RECORD_SEPARATOR)) {
      cleaned = cleaned.replace(LINE_MARKS, '\n');
      if (this.#atLineStart) cleaned = cleaned.replace(FIRST_MARKS, '');
    }
    this.#atLineStart = cleaned === '' ? this.#atLineStart : cleaned.endsWith('\n');
    return cleaned;
  }
}

/** Lines of old Macs end in a carriage return alone. */
export const withLineFeeds = (text: string): string =>
  text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text;

/** Up to where the text is what it is, whatever follows. */
function endOfSure(text: string, carriageReturns: boolean): number {
  let at = text.length;
  let sure = text.length;
  while (at > 0 && text.length - at < MOST_HELD) {
    const character = text[at - 1];
    if (character === '\x1A' || character === '\0') sure = at - 1;
    else if (character !== '\n' && character !== '\r' && character !== ' ') break;
    at--;
  }
  return sure === text.length && carriageReturns && text.endsWith('\r') ? text.length - 1 : sure;
}
