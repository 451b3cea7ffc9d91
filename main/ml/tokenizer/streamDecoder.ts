import type { Tokenizer } from './tokenizer.ts';

/** Turns token ids into text as they come. Only whole characters are given out; the bytes of a begun one wait for the rest. */
export class StreamDecoder {
  readonly #tokenizer: Tokenizer;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #dropsSpace: boolean;

  /** @param startsText whether nothing stands before: some tokenizers put a space before each text, which is then not part of it */
  constructor(tokenizer: Tokenizer, startsText = false) {
    this.#tokenizer = tokenizer;
    this.#dropsSpace = startsText && tokenizer.dropsFirstSpace;
  }

  /** The text that became whole by this token; empty for special tokens and in the middle of a character. */
  push(id: number): string {
    const bytes = this.#tokenizer.bytes(id);
    if (!bytes) return '';
    const text = this.#decoder.decode(bytes, { stream: true });
    if (!this.#dropsSpace || text === '') return text;
    this.#dropsSpace = false;
    return text.startsWith(' ') ? text.slice(1) : text;
  }
}
