/**
 * TF-IDF of words and of characters, as scikit-learn's `TfidfVectorizer` computes them with `sublinear_tf`: words alone and in pairs, and
 * pieces of two to five characters inside words (`char_wb`). Each of the two has length 1.
 *
 * Features have no names: a hash of the piece is its place (the "hashing trick", Weinberger et al. 2009, https://arxiv.org/abs/0902.2206), so
 * that memory does not grow with the vocabulary.
 */

const HASH_BITS = 21;
/** Of words, and as many of pieces of words. */
export const BUCKETS = 2 ** HASH_BITS;
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
  forEachPiece(wordsOf(text), (bucket) => counts.set(bucket, (counts.get(bucket) ?? 0) + 1));
  return counts;
}

/** @param take is told the hashed piece, and the places of the first and the last word that it is of */
function forEachPiece(words: readonly Word[], take: (bucket: number, first: number, last: number) => void): void {
  for (const [place, { word }] of words.entries()) {
    take(hashOf(word, 0) % BUCKETS, place, place);
    const next = words[place + 1];
    if (next !== undefined) take(hashOf(`${word} ${next.word}`, 0) % BUCKETS, place, place + 1);
    const padded = ` ${word} `;
    for (let length = SHORTEST_PIECE; length <= LONGEST_PIECE; length++) {
      for (let start = 0; start + length <= padded.length; start++) {
        take(BUCKETS + (hashOf(padded, start, start + length) % BUCKETS), place, place);
      }
    }
  }
}

/** A word in small letters, and where it begins in the text in small letters, which is nearly always where it begins in the text. */
interface Word {
  word: string;
  start: number;
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: run, index } of text.slice(0, LONGEST_TEXT).toLowerCase().matchAll(WORD)) {
    if (!UNSPACED.test(run)) words.push({ word: run, start: index });
    else {
      let start = index;
      for (const word of run) {
        words.push({ word, start });
        start += word.length;
      }
    }
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

/** Features as they are stored, in the order of their numbers. */
export interface StoredFeatures {
  /** The hashed piece of each, ascending: words below `BUCKETS`, pieces of words from there up to twice as much. */
  buckets: Uint32Array;
  /** Inverse document frequency of each. */
  idf: Float32Array;
}

/** What is known of the texts that were learned from. */
export class TextFeatures {
  /** Features that are kept. */
  readonly count: number;
  /** Place of a bucket among the features, plus 1; 0 where it is none. */
  readonly #places: Uint32Array;
  readonly #idf: Float32Array;

  constructor({ buckets, idf }: StoredFeatures) {
    this.#places = new Uint32Array(2 * BUCKETS);
    for (const [place, bucket] of buckets.entries()) this.#places[bucket] = place + 1;
    this.#idf = idf;
    this.count = idf.length;
  }

  /**
   * @param texts to learn from; gone through once
   * @param most features at most: the commonest are kept
   */
  static learn(texts: Iterable<string>, most: number): TextFeatures {
    const documents = new Uint32Array(2 * BUCKETS);
    let count = 0;
    for (const text of texts) {
      count++;
      for (const bucket of countPieces(text).keys()) documents[bucket] = (documents[bucket] as number) + 1;
    }
    const { least, room } = commonest(documents, most);
    let left = room;
    const [buckets, idf]: [number[], number[]] = [[], []];
    // Plain loops over all buckets: what `entries` makes of four million takes a third of a second.
    for (let bucket = 0; bucket < documents.length; bucket++) {
      const seen = documents[bucket] as number;
      if (seen < least || (seen === least && left-- <= 0)) continue;
      buckets.push(bucket);
      idf.push(Math.log((1 + count) / (1 + seen)) + 1);
    }
    return new TextFeatures({ buckets: Uint32Array.from(buckets), idf: Float32Array.from(idf) });
  }

  /** To be made again of. */
  get stored(): StoredFeatures {
    const buckets = new Uint32Array(this.count);
    for (let bucket = 0; bucket < this.#places.length; bucket++) {
      const place = this.#places[bucket] as number;
      if (place > 0) buckets[place - 1] = bucket;
    }
    return { buckets, idf: this.#idf };
  }

  /**
   * What each word of a text has of its features: those of a pair of words count half for each.
   *
   * @param worth of a feature times its value in the text
   */
  byWord(
    text: string,
    worth: (feature: number, value: number) => number,
  ): { start: number; end: number; sum: number }[] {
    const { features, values } = this.of(text);
    const held = new Map(Array.from(features, (feature, at) => [feature, values[at] as number]));
    const counts = countPieces(text);
    const words = wordsOf(text);
    const found = words.map(({ word, start }) => ({ start, end: start + word.length, sum: 0 }));
    forEachPiece(words, (bucket, first, last) => {
      const feature = (this.#places[bucket] as number) - 1;
      const value = held.get(feature);
      if (value === undefined) return;
      // A piece that comes several times has one value, which its places share.
      const share = worth(feature, value) / (counts.get(bucket) as number) / (last - first + 1);
      for (let place = first; place <= last; place++) (found[place] as { sum: number }).sum += share;
    });
    return found;
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
  const features = TextFeatures.learn(texts, most);
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
  for (let bucket = 0; bucket < documents.length; bucket++) {
    const seen = documents[bucket] as number;
    if (seen > 0) withCount.set(seen, (withCount.get(seen) ?? 0) + 1);
  }
  let room = most;
  for (const [seen, features] of [...withCount].sort(([one], [other]) => other - one)) {
    if (features > room) return { least: seen, room };
    room -= features;
  }
  return { least: 1, room: most };
}

/** What a program of another language needs to make the same pieces of a text. */
export interface PieceRules {
  buckets: number;
  shortest_piece: number;
  longest_piece: number;
  /** UTF-16 units of a text that are looked at. */
  longest_text: number;
  /** Ranges of code points, both ends included: what words are made of, and of that what is a word by itself. */
  word: [first: number, last: number][];
  unspaced: [first: number, last: number][];
}

const LAST_CODE_POINT = 0x10ffff;

let known: PieceRules | undefined;

/** With the ranges of this Unicode version: another program's may be a newer one. Found once: it looks at a million characters. */
export function pieceRules(): PieceRules {
  known ??= {
    ...{ buckets: BUCKETS, shortest_piece: SHORTEST_PIECE, longest_piece: LONGEST_PIECE, longest_text: LONGEST_TEXT },
    word: rangesOf(/^[\p{L}\p{N}_]$/u),
    unspaced: rangesOf(UNSPACED),
  };
  return known;
}

function rangesOf(pattern: RegExp): [number, number][] {
  const ranges: [number, number][] = [];
  let first = -1;
  for (let point = 0; point <= LAST_CODE_POINT + 1; point++) {
    const matches = point <= LAST_CODE_POINT && pattern.test(String.fromCodePoint(point));
    if (matches && first < 0) first = point;
    if (matches || first < 0) continue;
    ranges.push([first, point - 1]);
    first = -1;
  }
  return ranges;
}
