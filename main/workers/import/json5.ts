/** Signs of JSON for people (JSON5, JSONC) outside of texts: a comment, or a name without quotes before its colon. */
const SIGN = /\/\/|\/\*|[{,]\s*[A-Za-z_$][\w$]*\s*:/;
/** Texts are left out when looking for signs. */
const TEXTS = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
const SAMPLE_LENGTH = 1 << 16;
/** What may stand before the first bracket. */
const COMMENTS = /^(?:\s|\/\/[^\n]*\n|\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\/)*/;
const BEGINNING = /^(?:\[\s*(?:[[{"'\]\d.+-]|\/[/*])|\{\s*(?:["'}A-Za-z_$]|\/[/*]))/;

/** Whether a text is JSON as people write it for people, by the beginning of the file. */
export function isJson5(sample: string): boolean {
  const text = sample.slice(0, SAMPLE_LENGTH);
  const start = text.slice(COMMENTS.exec(text)?.[0].length ?? 0);
  if (!BEGINNING.test(start)) return false;
  const bare = text.replace(TEXTS, '""');
  return SIGN.test(bare) && (/["':]/.test(start) || start.startsWith('['));
}

/** Comments of a document, which are no part of any row. */
export interface Comments {
  count: number;
  /** The beginning of the first one. */
  first: string;
}

/** UTF-16 units of a comment that are kept to be shown. */
const SHOWN_COMMENT = 80;

type State = 'plain' | 'double' | 'single' | 'slash' | 'line' | 'block' | 'star';
const WORD = /[\w$.+\-\u0080-\uFFFF]/;
const isName = (word: string): boolean => /^[A-Za-z_$\u0080-\uFFFF]/.test(word);
const isBlank = (character: string): boolean => character <= ' ' || character === '\uFEFF' || character === '\u00A0';

/**
 * Makes JSON of JSON5 in parts that are cut anywhere: comments become blanks, texts in single quotes have double ones, names without quotes
 * get them, hexadecimal numbers and those that begin or end in a point are written out, and a text that goes on in the next line is one.
 * Line breaks outside of texts stay, so that lines have the numbers that they have in the file. Commas before the end are left to the reader.
 */
export class Json5Cleaner {
  /** Those met so far. */
  readonly comments: Comments = { count: 0, first: '' };
  #state: State = 'plain';
  #escaped = false;
  /** A word whose end, and the blanks after it, whose colon may not have come yet. */
  #word = '';
  #blanks = '';
  /** Line breaks that were taken out of a text come after it. */
  #breaks = 0;

  clean(part: string): string {
    let out = '';
    for (const character of part) out += this.#take(character);
    return out;
  }

  end(): string {
    const rest = this.#state === 'slash' ? '/' : '';
    this.#state = 'plain';
    return this.#flush(false) + rest;
  }

  #take(character: string): string {
    switch (this.#state) {
      case 'double':
      case 'single':
        return this.#inText(character);
      case 'slash':
        this.#state = character === '/' ? 'line' : character === '*' ? 'block' : 'plain';
        if (this.#state === 'plain') return `${this.#flush(false)}/${this.#plain(character)}`;
        this.comments.count++;
        return '';
      case 'line':
        if (character !== '\n') return this.#inComment(character);
        this.#state = 'plain';
        return this.#plain(character);
      case 'block':
      case 'star':
        this.#state = character === '*' ? 'star' : character === '/' && this.#state === 'star' ? 'plain' : 'block';
        return character === '\n' ? this.#plain(character) : this.#inComment(character);
      case 'plain':
        return this.#plain(character);
      default:
        throw this.#state satisfies never;
    }
  }

  #inComment(character: string): string {
    const { comments } = this;
    if (comments.count === 1 && comments.first.length < SHOWN_COMMENT) comments.first += character;
    return '';
  }

  #plain(character: string): string {
    if (character === '/') {
      this.#state = 'slash';
      return '';
    }
    if (isBlank(character)) {
      if (this.#word === '') return character;
      this.#blanks += character;
      return '';
    }
    if (WORD.test(character)) {
      const before = this.#blanks === '' ? '' : this.#flush(false);
      this.#word += character;
      return before;
    }
    const before = this.#flush(character === ':');
    if (character === '"' || character === "'") {
      this.#state = character === '"' ? 'double' : 'single';
      return `${before}"`;
    }
    return before + character;
  }

  /** The word that came before, as JSON has it. */
  #flush(isKey: boolean): string {
    const [word, blanks] = [this.#word, this.#blanks];
    this.#word = '';
    this.#blanks = '';
    if (word === '') return blanks;
    return (isKey && isName(word) ? `"${word}"` : isKey && /^\d+$/.test(word) ? `"${word}"` : numberOf(word)) + blanks;
  }

  #inText(character: string): string {
    if (this.#escaped) {
      this.#escaped = false;
      if (character === '\n') {
        this.#breaks++;
        return '';
      }
      if (character === "'") return "'";
      if (character === 'v') return '\\u000b';
      if (character === '0') return '\\u0000';
      return /["\\/bfnrtu]/.test(character) ? `\\${character}` : character;
    }
    if (character === '\\') {
      this.#escaped = true;
      return '';
    }
    if (character === '\n') {
      // Never closed: what comes is read anew, as in JSON.
      this.#state = 'plain';
      return character;
    }
    if (character === (this.#state === 'double' ? '"' : "'")) {
      const breaks = '\n'.repeat(this.#breaks);
      this.#breaks = 0;
      this.#state = 'plain';
      return `"${breaks}`;
    }
    return character === '"' ? '\\"' : character;
  }
}

/** Numbers that JSON writes otherwise; any other word as it is. */
function numberOf(word: string): string {
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/.exec(word) ?? [];
  if (/^0x[\da-f]{1,13}$/i.test(digits)) return (sign === '-' ? '-' : '') + Number.parseInt(digits.slice(2), 16);
  if (/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) {
    const number = digits.replace(/^\./, '0.').replace(/\.(?=e|$)/i, '');
    return (sign === '-' ? '-' : '') + number;
  }
  return word;
}
