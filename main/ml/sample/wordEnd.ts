import { goesOnWith } from '../../../shared/domain/tasks/containsValue.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { stateAfter, WHOLE } from '../tokenizer/utf8.ts';

/**
 * Keeps a text from going on with the last word of what it begins with: until the first character after that is whole, tokens that would make it
 * a part of the word are not drawn. The text may end.
 */
export class WordEnd {
  readonly #tokenizer: Tokenizer;
  readonly #opening: string;
  /** Bytes of the first character after it so far; `null` once it is whole. */
  #begun: readonly number[] | null = [];

  constructor(tokenizer: Tokenizer, opening: string) {
    this.#tokenizer = tokenizer;
    this.#opening = opening;
  }

  /** One that goes on from here by itself. */
  copy(): WordEnd {
    const copy = new WordEnd(this.#tokenizer, this.#opening);
    copy.#begun = this.#begun;
    return copy;
  }

  /** Sets the logits of tokens that must not come next to −∞. In place. */
  mask(logits: Float32Array): void {
    if (!this.#begun) return;
    // Thousands of tokens begin with the same few characters.
    const known = new Map<number, boolean>();
    for (let id = 0; id < logits.length; id++) {
      const bytes = this.#tokenizer.bytes(id);
      if (!bytes || bytes.length === 0 || this.#tokenizer.endsText(id)) continue;
      const first = firstBytes(this.#begun, bytes);
      const key = first.reduce((number, byte) => number * 256 + byte, 0);
      const goesOn = known.get(key) ?? this.#goesOn(first);
      known.set(key, goesOn);
      if (goesOn) logits[id] = Number.NEGATIVE_INFINITY;
    }
  }

  push(id: number): void {
    const bytes = this.#tokenizer.bytes(id);
    if (!this.#begun || !bytes) return;
    const first = firstBytes(this.#begun, bytes);
    this.#begun = first.length < lengthOf(first[0]) ? first : null;
  }

  /** Whether a character that begins so goes on with the word; where that hangs on its other bytes, whether nearly all that begin so do. */
  #goesOn(bytes: readonly number[]): boolean {
    let [others, all] = [0, 0];
    for (const character of charactersOf(bytes)) {
      all++;
      if (!goesOnWith(this.#opening, character)) others++;
    }
    return others < all * FEW;
  }
}

/** With fewer signs than this among the characters that begin so, a model that writes the beginning means a letter. */
const FEW = 1 / 4;
/** Characters that are looked at, of those that have a beginning in common. */
const SAMPLE = 128;
// By the bytes of a character: what of the first one belongs to its code point, and the least code point.
const LEAD_BITS = [0, 0x7f, 0x1f, 0x0f, 0x07];
const LEAST = [0, 0, 0x80, 0x800, 0x10000];
const UNUSED = /[\p{Cn}\p{Cs}]/u;

/** Bytes of a character, by its first one. */
const lengthOf = (byte = 0): number => (byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);

/** Those of the first character, or of its beginning. */
function firstBytes(begun: readonly number[], bytes: Uint8Array): number[] {
  const length = lengthOf(begun[0] ?? bytes[0]);
  return [...begun, ...bytes.subarray(0, length - begun.length)];
}

/** Characters whose UTF-8 begins with these bytes, evenly chosen where they are many; none where the bytes cannot stand there. */
function* charactersOf(bytes: readonly number[]): Generator<string> {
  const state = stateAfter(WHOLE, Uint8Array.from(bytes));
  if (!state) return;
  const [lead = 0, ...others] = bytes;
  const length = lengthOf(lead);
  const count = 64 ** state.needed;
  const start = count * others.reduce((bits, byte) => bits * 64 + (byte & 0x3f), lead & (LEAD_BITS[length] as number));
  // Odd: blocks of characters begin at even places, and a block's first character is often unlike the others.
  const step = Math.ceil(count / SAMPLE) | 1;
  for (let code = start; code < start + count && code <= 0x10ffff; code += step) {
    const character = String.fromCodePoint(code);
    if (code >= (LEAST[length] as number) && !UNUSED.test(character)) yield character;
  }
}
