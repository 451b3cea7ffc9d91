import type { Tokenizer } from './tokenizer.ts';

/** Turns token ids into text as they come. Only whole characters are given out; the bytes of a begun one wait for the rest. */
export class StreamDecoder {
  readonly #tokenizer: Tokenizer;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** The text that became whole by this token; empty for special tokens and in the middle of a character. */
  push(id: number): string {
    const bytes = this.#tokenizer.bytes(id);
    return bytes ? this.#decoder.decode(bytes, { stream: true }) : '';
  }
}
