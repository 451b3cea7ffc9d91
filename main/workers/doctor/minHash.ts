import { Random } from '../../ml/random.ts';

/** Of two texts that share 80 % of their pieces, 99 in 100 meet in some band; of those that share half, 1 in 3, and is then refused. */
export const BANDS = 12;
export const BAND_SIZE = 5;
export const SIGNATURE_LENGTH = BANDS * BAND_SIZE;

/** Letters of a piece: one begins with each word and reaches into the next, or with each character where words are not told apart. */
const PIECE = 8;
const PIECE_HAN = 3;

/** Longer texts are compared by their beginning: the time a row takes is bounded. */
const MOST_COMPARED_LENGTH = 20_000;

const random = new Random(0x5eed);
const MULTIPLIERS = Uint32Array.from({ length: SIGNATURE_LENGTH }, () => random.uint32() | 1);
const ADDENDS = Uint32Array.from({ length: SIGNATURE_LENGTH }, () => random.uint32());

/** What two texts are compared by: letters and digits, without case, accents of width and punctuation. */
export function normalize(text: string): string {
  return text
    .slice(0, MOST_COMPARED_LENGTH)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Hashes of all the pieces of a normalized text, each once. */
export function pieces(normalized: string): Set<number> {
  const found = new Set<number>();
  const { length } = normalized;
  if (isDense(normalized)) {
    for (let start = 0; start + PIECE_HAN <= length; start++) found.add(hashOf(normalized, start, start + PIECE_HAN));
    return found;
  }
  for (let start = 0; start < length; start = normalized.indexOf(' ', start) + 1 || length) {
    found.add(hashOf(normalized, start, Math.min(length, start + PIECE)));
  }
  return found;
}

/** FNV-1a over UTF-16 units, and a mix at the end so that all bits count. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Whether a text is in a script that puts no blanks between words. */
function isDense(text: string): boolean {
  let dense = 0;
  const looked = Math.min(text.length, 400);
  for (let at = 0; at < looked; at++) if (text.charCodeAt(at) >= 0x2e80) dense++;
  return dense * 4 > looked;
}

/** MinHash (Broder 1997): position i of two signatures is the same with the probability that is the texts' Jaccard similarity. */
export function signatureOf(hashes: Iterable<number>, signature = new Uint32Array(SIGNATURE_LENGTH)): Uint32Array {
  signature.fill(0xffffffff);
  for (const hash of hashes) {
    for (let index = 0; index < SIGNATURE_LENGTH; index++) {
      let value = Math.imul(hash ^ (ADDENDS[index] as number), MULTIPLIERS[index] as number);
      value = (value ^ (value >>> 15)) >>> 0;
      if (value < (signature[index] as number)) signature[index] = value;
    }
  }
  return signature;
}

/** Share of the pieces of both that are in both. */
export function jaccard(first: ReadonlySet<number>, second: ReadonlySet<number>): number {
  const [small, large] = first.size < second.size ? [first, second] : [second, first];
  let both = 0;
  for (const piece of small) if (large.has(piece)) both++;
  const either = first.size + second.size - both;
  return either === 0 ? 1 : both / either;
}
