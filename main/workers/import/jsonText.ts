/**
 * JSON as it is written: numbers keep their digits, keys their order (an object of JavaScript puts `2` before `name`), and what Python writes
 * for numbers that are none (`NaN`, `Infinity`) is nothing. What people write by hand and Python prints is understood, too: texts in single
 * quotes, `None`, `True` and `False`, commas before the end.
 */

/** A number by its digits; a double could not hold all of them. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonValue = string | boolean | null | JsonNumber | JsonValue[] | Map<string, JsonValue>;

/** Brackets deeper than anything that people write: reading and writing them would end in the machine's own stack. */
export const DEEPEST = 500;

/** More brackets inside one another than `DEEPEST`. */
export class TooDeep extends Error {
  override readonly name = 'TooDeep';
}

const [NEWLINE, QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [
  10, 34, 92, 91, 93, 123, 125,
];
const SINGLE_QUOTE = 39;
const SINGLE_QUOTED = /'(?:[^'\\\n]|\\.)*'/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORDS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', null],
  ['Infinity', null],
  ['-Infinity', null],
  ['None', null],
  ['True', true],
  ['False', false],
  ['nan', null],
  ['-inf', null],
  ['inf', null],
  ['undefined', null],
];
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON does not allow in a text
const NOT_PLAIN = /[\\\u0000-\u001f]/;

/** Where the string ends that begins at `at`: behind its quote; -1 where it is not closed. */
export function stringEnd(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
  return -1;
}

/** Whether more brackets than `DEEPEST` are open somewhere. A text that is no JSON may be told either. */
export function isTooDeep(text: string): boolean {
  if (text.length <= DEEPEST) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at);
      if (end < 0) return false;
      at = end - 1;
    } else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      if (++depth > DEEPEST) return true;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth--;
  }
  return false;
}

/**
 * Parses one JSON value, exactly.
 *
 * @throws SyntaxError for what is no JSON
 * @throws TooDeep
 */
export function parseExactly(text: string): JsonValue {
  const parser = new Parser(text);
  const value = parser.value(0);
  if (!parser.atEnd()) throw parser.error();
  return value;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): JsonValue {
    const code = this.#next();
    if (code === QUOTE || code === SINGLE_QUOTE) return this.#string();
    if (code !== OPEN_BRACE && code !== OPEN_BRACKET) return this.#plain();
    if (depth >= DEEPEST) throw new TooDeep();
    this.#at++;
    return code === OPEN_BRACE ? this.#object(depth + 1) : this.#list(depth + 1);
  }

  atEnd(): boolean {
    return Number.isNaN(this.#next());
  }

  error(): SyntaxError {
    return new SyntaxError(`no JSON at ${this.#at}`);
  }

  #object(depth: number): Map<string, JsonValue> {
    const entries = new Map<string, JsonValue>();
    if (this.#next() === CLOSE_BRACE) {
      this.#at++;
      return entries;
    }
    do {
      const code = this.#next();
      if (code === CLOSE_BRACE && entries.size > 0) break;
      if (code !== QUOTE && code !== SINGLE_QUOTE) throw this.error();
      const key = this.#string();
      if (!this.#took(':')) throw this.error();
      entries.set(key, this.value(depth));
    } while (this.#took(','));
    if (!this.#took('}')) throw this.error();
    return entries;
  }

  #list(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    if (this.#next() === CLOSE_BRACKET) {
      this.#at++;
      return items;
    }
    do {
      if (this.#next() === CLOSE_BRACKET && items.length > 0) break;
      items.push(this.value(depth));
    } while (this.#took(','));
    if (!this.#took(']')) throw this.error();
    return items;
  }

  #string(): string {
    if (this.#text.charCodeAt(this.#at) === SINGLE_QUOTE) return this.#singleQuoted();
    const end = stringEnd(this.#text, this.#at);
    if (end < 0) throw this.error();
    const inside = this.#text.slice(this.#at + 1, end - 1);
    const value = NOT_PLAIN.test(inside) ? JSON.parse(this.#text.slice(this.#at, end)) : inside;
    this.#at = end;
    return value;
  }

  /** As Python prints texts; a line break ends none. */
  #singleQuoted(): string {
    SINGLE_QUOTED.lastIndex = this.#at;
    const found = SINGLE_QUOTED.exec(this.#text)?.[0];
    if (found === undefined) throw this.error();
    this.#at += found.length;
    const inside = found.slice(1, -1).replace(/\\x([0-9a-fA-F]{2})/g, '\\u00$1');
    return JSON.parse(`"${inside.replace(/\\.|"/g, (part) => (part === '"' ? '\\"' : part === "\\'" ? "'" : part))}"`);
  }

  #plain(): JsonValue {
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.#at;
    const digits = NUMBER.exec(this.#text)?.[0];
    if (digits === undefined) throw this.error();
    this.#at += digits.length;
    return new JsonNumber(digits);
  }

  #took(character: string): boolean {
    this.#next();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** The code of the next character that is no blank; NaN at the end. */
  #next(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== NEWLINE && code !== 13 && code !== 9) return code;
      this.#at++;
    }
  }
}

/** A value as JSON without blanks. */
export function writeJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || value === undefined) return 'null';
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : JSON.stringify(value);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return `{${entries.map(([key, inner]) => `${JSON.stringify(String(key))}:${writeJson(inner)}`).join(',')}}`;
}
