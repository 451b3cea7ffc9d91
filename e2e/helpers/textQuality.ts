/** Measures of generated text: whole characters, variety, and how much of it is copied. */

/** U+FFFD: what a decoder writes where bytes are no character. */
export const hasBrokenCharacter = (text: string): boolean => text.includes('\uFFFD');

/**
 * Share of a text's 3-grams of words that are distinct, in (0, 1]; `null` for a text of fewer than three words, which
 * says nothing about repetition.
 */
export function distinct3(text: string): number | null {
  const words = text.toLowerCase().match(/[\p{L}\p{N}\p{M}'’-]+/gu) ?? [];
  if (words.length < 3) return null;
  const grams = words.slice(2).map((word, index) => `${words[index]} ${words[index + 1]} ${word}`);
  return new Set(grams).size / grams.length;
}

/** Mean of `distinct3` over the samples long enough to have one. */
export function meanDistinct3(samples: readonly string[]): number {
  const values = samples.map(distinct3).filter((value) => value !== null);
  if (values.length === 0) throw new Error('no sample has three words');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Characters of a data text between two places that are looked up; a span shorter than twice this may go unseen. */
const ANCHOR = 32;

/**
 * Finds the longest span that a text has in common with the data. Every 32nd stretch of 32 characters of each data text is
 * indexed, so every common span of 63 or more characters holds an indexed stretch; from there it is extended both ways.
 */
export class CopyDetector {
  readonly #texts: readonly string[];
  readonly #anchors = new Map<string, [text: number, at: number][]>();

  constructor(texts: Iterable<string>) {
    this.#texts = [...new Set(texts)];
    for (const [index, text] of this.#texts.entries()) {
      for (let at = 0; at + ANCHOR <= text.length; at += ANCHOR) {
        const anchor = text.slice(at, at + ANCHOR);
        const places = this.#anchors.get(anchor);
        if (places) places.push([index, at]);
        else this.#anchors.set(anchor, [[index, at]]);
      }
    }
  }

  /** The longest common span of at least 63 UTF-16 code units; shorter ones may be missed and then give a shorter or empty text. */
  longestCopy(sample: string): string {
    let best = '';
    for (let at = 0; at + ANCHOR <= sample.length; at++) {
      for (const [index, place] of this.#anchors.get(sample.slice(at, at + ANCHOR)) ?? []) {
        const text = this.#texts[index] as string;
        let before = 0;
        while (before < Math.min(at, place) && sample[at - before - 1] === text[place - before - 1]) before++;
        let after = ANCHOR;
        while (
          at + after < sample.length &&
          place + after < text.length &&
          sample[at + after] === text[place + after]
        ) {
          after++;
        }
        if (before + after > best.length) best = sample.slice(at - before, at + after);
      }
    }
    return best;
  }
}

/** How many of the samples copy a span of more than `limit` characters from the data. */
export function countCopies(samples: readonly string[], detector: CopyDetector, limit = 100): number {
  return samples.filter((sample) => detector.longestCopy(sample).length > limit).length;
}
