import { BestMatches, type Match } from './nearest.ts';
import type { Vectors } from './vectorFile.ts';

/** Bits of a word. */
const BITS = 32;
/** Words that are counted in one go. */
const AT_ONCE = 3;
/** Rows that the centre is made of: more of them give the same. */
const MOST_AVERAGED = 100_000;
/** Rows that are looked at closely for each that is wanted, and at least. */
const CLOSER = 100;
const LEAST_CANDIDATES = 1000;

/** Which side of the centre each number of each row lies on, a bit each. */
export interface BinaryCodes {
  /** `[dimensions]` */
  centre: Float32Array;
  /** `[rows, words]` */
  codes: Int32Array;
}

/** Words of a row: a multiple of what is counted in one go; the last bits of it are 0. */
export const wordsOf = (dimensions: number): number => AT_ONCE * Math.ceil(dimensions / (BITS * AT_ONCE));

/** @param breathe is waited for now and then; what it throws ends it */
export async function encodeRows(
  { rows, dimensions, data }: Vectors,
  breathe: () => Promise<void> = async () => {},
): Promise<BinaryCodes> {
  const centre = new Float32Array(dimensions);
  const stride = Math.max(1, Math.floor(rows / MOST_AVERAGED));
  const sums = new Float64Array(dimensions);
  let averaged = 0;
  for (let row = 0; row < rows; row += stride, averaged++) {
    for (let at = 0; at < dimensions; at++) sums[at] = (sums[at] as number) + (data[row * dimensions + at] as number);
  }
  for (let at = 0; at < dimensions; at++) centre[at] = (sums[at] as number) / Math.max(1, averaged);
  const words = wordsOf(dimensions);
  const codes = new Int32Array(rows * words);
  for (let row = 0; row < rows; row++) {
    encode(data, row * dimensions, centre, codes, row * words);
    if (row % 65_536 === 65_535) await breathe();
  }
  return { centre, codes };
}

function encode(data: Float32Array, from: number, centre: Float32Array, codes: Int32Array, to: number): void {
  let bits = 0;
  for (let at = 0; at < centre.length; at++) {
    if ((data[from + at] as number) > (centre[at] as number)) bits |= 1 << (at % BITS);
    if (at % BITS !== BITS - 1 && at !== centre.length - 1) continue;
    codes[to + Math.floor(at / BITS)] = bits;
    bits = 0;
  }
}

/**
 * Nearly the nearest rows: those whose codes differ in the fewest bits from the query's are compared exactly (sign quantisation with rescoring; Charikar 2002).
 * A row costs a dozen words instead of hundreds of numbers.
 */
export class BinaryIndex {
  readonly #vectors: Vectors;
  readonly #inverse: Float32Array;
  readonly #codes: BinaryCodes;
  readonly #distances: Uint16Array;

  /** @param inverse of the rows' lengths, as `inverseLengths` makes them */
  constructor(vectors: Vectors, inverse: Float32Array, codes: BinaryCodes) {
    this.#vectors = vectors;
    this.#inverse = inverse;
    this.#codes = codes;
    this.#distances = new Uint16Array(vectors.rows);
  }

  /** Best first. @param query not all 0, `[dimensions]` */
  find(query: Float32Array, top: number): Match[] {
    const { dimensions, data } = this.#vectors;
    const own = Math.sqrt(query.reduce((sum, value) => sum + value * value, 0)) || 1;
    const best = new BestMatches(top);
    for (const row of this.#candidates(query, Math.max(LEAST_CANDIDATES, CLOSER * top))) {
      let sum = 0;
      const start = row * dimensions;
      for (let at = 0; at < dimensions; at++) sum += (data[start + at] as number) * (query[at] as number);
      best.add(row, (sum * (this.#inverse[row] as number)) / own);
    }
    return best.matches;
  }

  /** So many rows with the fewest different bits, and those that have as many, in the order of rows. */
  #candidates(query: Float32Array, wanted: number): number[] {
    const { centre, codes } = this.#codes;
    const { rows, dimensions } = this.#vectors;
    const code = new Int32Array(wordsOf(dimensions));
    encode(query, 0, centre, code, 0);
    const distances = this.#distances;
    countBits(codes, code, distances);
    const withDistance = new Uint32Array(dimensions + 1);
    for (let row = 0; row < rows; row++) {
      const distance = distances[row] as number;
      withDistance[distance] = (withDistance[distance] as number) + 1;
    }
    let [bound, found] = [0, 0];
    while (bound < dimensions && found + (withDistance[bound] as number) < wanted)
      found += withDistance[bound++] as number;
    const candidates: number[] = [];
    for (let row = 0; row < rows; row++) if ((distances[row] as number) <= bound) candidates.push(row);
    return candidates;
  }
}

/** Different bits of each row and a code. Three words are added bit by bit before they are counted. */
function countBits(codes: Int32Array, code: Int32Array, distances: Uint16Array): void {
  const words = code.length;
  for (let row = 0, at = 0; row < distances.length; row++) {
    let total = 0;
    for (let word = 0; word < words; word += AT_ONCE, at += AT_ONCE) {
      const a = (codes[at] as number) ^ (code[word] as number);
      const b = (codes[at + 1] as number) ^ (code[word + 1] as number);
      const c = (codes[at + 2] as number) ^ (code[word + 2] as number);
      let ones = a ^ b ^ c;
      let twos = (a & b) | (c & (a ^ b));
      ones -= (ones >>> 1) & 0x55555555;
      ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333);
      twos -= (twos >>> 1) & 0x55555555;
      twos = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333);
      const sum = ones + 2 * twos;
      total += Math.imul((sum & 0x0f0f0f0f) + ((sum >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
    }
    distances[row] = total;
  }
}
