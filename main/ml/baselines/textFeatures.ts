/**
 * TF-IDF of words and of characters, as scikit-learn's `TfidfVectorizer` computes them with `sublinear_tf`: words alone and in pairs, and
 * pieces of two to five characters inside words (`char_wb`). Each of the two has length 1.
 *
 * Features have no names: a hash of the piece is its place (the "hashing trick", Weinberger et al. 2009, https://arxiv.org/abs/0902.2206), so
 * that memory does not grow with the vocabulary.
 */

const HASH_BITS = 21;
const BUCKETS = 2 ** HASH_BITS;
/** Unicode letters, digits and what stands inside of words. A single character is a word, too: in Chinese it is one. */
const WORD = /[\p{L}\p{N}_]+/gu;
/** Languages that write no blanks between words: each character counts as a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const SHORTEST_PIECE = 2;
const LONGEST_PIECE = 5;
/** UTF-16 units of a text that are looked at: what a text is about stands in there, and one of megabytes must not hold up the others. */
const LONGEST_TEXT = 20_000;

/** Features of a text, ascending; the value of each is in the same place. */
export interface SparseRow {
  features: Uint32Array;
  values: Float32Array;
}

/** Counts of hashed pieces: words in `[0, BUCKETS)`, pieces of words in `[BUCKETS, 2 * BUCKETS)`. */
function countPieces(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  const add = (hash: number) => counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const words = wordsOf(text.slice(0, LONGEST_TEXT).toLowerCase());
  for (const [place, word] of words.entries()) {
    add(hashOf(word, 0) % BUCKETS);
    const next = words[place + 1];
    if (next !== undefined) add(hashOf(`${word} ${next}`, 0) % BUCKETS);
    const padded = ` ${word} `;
    for (let length = SHORTEST_PIECE; length <= LONGEST_PIECE; length++) {
      for (let start = 0; start + length <= padded.length; start++) {
        add(BUCKETS + (hashOf(padded, start, start + length) % BUCKETS));
      }
    }
  }
  return counts;
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [run] of text.matchAll(WORD)) {
    if (UNSPACED.test(run)) words.push(...run);
    else words.push(run);
  }
  return words;
}

/** FNV-1a over UTF-16 units. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string, start: number, end = text.length): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // The lowest bits of FNV are its weakest.
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** What is known of the texts that were learned from. */
export class TextFeatures {
  /** Features that are kept. */
  readonly count: number;
  /** Place of a bucket among the features, plus 1; 0 where it is none. */
  readonly #places: Uint32Array;
  readonly #idf: Float32Array;

  /**
   * @param texts to learn from; gone through once
   * @param most features at most: the commonest are kept
   */
  constructor(texts: Iterable<string>, most: number) {
    const documents = new Uint32Array(2 * BUCKETS);
    let count = 0;
    for (const text of texts) {
      count++;
      for (const bucket of countPieces(text).keys()) documents[bucket] = (documents[bucket] as number) + 1;
    }
    const { least, room } = commonest(documents, most);
    let left = room;
    this.#places = new Uint32Array(2 * BUCKETS);
    const idf: number[] = [];
    for (const [bucket, seen] of documents.entries()) {
      if (seen < least || (seen === least && left-- <= 0)) continue;
      idf.push(Math.log((1 + count) / (1 + seen)) + 1);
      this.#places[bucket] = idf.length;
    }
    this.#idf = Float32Array.from(idf);
    this.count = idf.length;
  }

  of(text: string): SparseRow {
    const found: [feature: number, value: number, block: 0 | 1][] = [];
    const squares: [number, number] = [0, 0];
    for (const [bucket, times] of countPieces(text)) {
      const place = this.#places[bucket] as number;
      if (place === 0) continue;
      const value = (1 + Math.log(times)) * (this.#idf[place - 1] as number);
      const block = bucket < BUCKETS ? 0 : 1;
      squares[block] += value * value;
      found.push([place - 1, value, block]);
    }
    found.sort(([one], [other]) => one - other);
    const lengths = squares.map(Math.sqrt);
    return {
      features: Uint32Array.from(found, ([feature]) => feature),
      values: Float32Array.from(found, ([, value, block]) => value / (lengths[block] as number)),
    };
  }
}

/**
 * Features of texts, and those that each of them has.
 *
 * @param most features at most: the commonest are kept
 * @param breathe is waited for now and then; what it throws ends it
 */
export async function learnFeatures(
  texts: readonly string[],
  most: number,
  breathe: () => Promise<void>,
): Promise<{ features: TextFeatures; rows: SparseRow[] }> {
  const features = new TextFeatures(texts, most);
  await breathe();
  const rows: SparseRow[] = [];
  for (const [place, text] of texts.entries()) {
    rows.push(features.of(text));
    if (place % 256 === 255) await breathe();
  }
  return { features, rows };
}

/** All features in more than `least` texts are kept, and `room` of those in as many. */
function commonest(documents: Uint32Array, most: number): { least: number; room: number } {
  const withCount = new Map<number, number>();
  for (const seen of documents) if (seen > 0) withCount.set(seen, (withCount.get(seen) ?? 0) + 1);
  let room = most;
  for (const [seen, features] of [...withCount].sort(([one], [other]) => other - one)) {
    if (features > room) return { least: seen, room };
    room -= features;
  }
  return { least: 1, room: most };
}
