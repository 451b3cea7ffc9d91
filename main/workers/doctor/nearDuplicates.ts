import { GrowingNumbers } from './growing.ts';
import { BAND_SIZE, BANDS, jaccard, normalize, pieces, SIGNATURE_LENGTH, signatureOf } from './minHash.ts';
import { RowTable } from './rowTable.ts';

/** Share of its pieces that a row must have in common with an earlier one to be nearly the same. */
export const NEAR_SIMILARITY = 0.8;

/** Rows that are kept for comparison, about 200 bytes each. Further rows are compared with these, not with one another. */
export const MOST_COMPARED_ROWS = 1_000_000;

/** Texts with fewer letters than this say too little: “USB cable 1 m” and “USB cable 2 m” are two products. */
const SHORTEST = 32;

/** Of rows that meet in a band, so many are looked at: rows that all begin alike must not make it quadratic. */
const MOST_IN_BAND = 8;
/** Of all of them, the most promising are read again and compared exactly. */
const MOST_EXACT = 4;
/** How far an estimate by the signature may be below the truth: three standard deviations. */
const ESTIMATE_MARGIN = 0.16;

/**
 * Finds rows that are nearly the same as an earlier one: MinHash signatures, banded (LSH), then an exact comparison. Time is linear in
 * the text. A row that is nearly the same as another is not kept itself, so each has a row near it that stays.
 */
export class NearDuplicates {
  readonly #similarity: number;
  readonly #textOf: (row: number) => string;
  readonly #bands = Array.from({ length: BANDS }, () => new RowTable());
  /** Rows kept for comparison; the bands hold their places in this list. */
  readonly #kept = new GrowingNumbers();
  /** The lowest byte of each position of their signatures. */
  #marks = new Uint8Array(SIGNATURE_LENGTH * 1024);
  readonly #signature = new Uint32Array(SIGNATURE_LENGTH);

  /** @param textOf reads the text of an earlier row again */
  constructor(similarity: number, textOf: (row: number) => string) {
    this.#similarity = similarity;
    this.#textOf = textOf;
  }

  /** The earlier row that this one is nearly the same as, or -1. */
  add(row: number, text: string): number {
    const normalized = normalize(text);
    if (normalized.length < shortestOf(normalized)) return -1;
    const own = pieces(normalized);
    const signature = signatureOf(own, this.#signature);
    const near = this.#nearest(own, signature);
    if (near >= 0) return near;
    if (this.#kept.length < MOST_COMPARED_ROWS) this.#keep(row, signature);
    return -1;
  }

  get compared(): number {
    return this.#kept.length;
  }

  #nearest(own: ReadonlySet<number>, signature: Uint32Array): number {
    const candidates = new Set<number>();
    for (let band = 0; band < BANDS; band++) {
      const found: number[] = [];
      this.#bands[band]?.all(...bandKey(signature, band), found);
      for (const place of found) candidates.add(place);
    }
    const promising = [...candidates]
      .map((place) => ({ place, estimate: this.#estimate(place, signature) }))
      .filter(({ estimate }) => estimate >= this.#similarity - ESTIMATE_MARGIN)
      .sort((a, b) => b.estimate - a.estimate || a.place - b.place)
      .slice(0, MOST_EXACT);
    for (const { place } of promising) {
      const row = this.#kept.at(place);
      if (jaccard(own, pieces(normalize(this.#textOf(row)))) >= this.#similarity) return row;
    }
    return -1;
  }

  #estimate(place: number, signature: Uint32Array): number {
    const start = place * SIGNATURE_LENGTH;
    let same = 0;
    for (let index = 0; index < SIGNATURE_LENGTH; index++) {
      if (this.#marks[start + index] === ((signature[index] as number) & 0xff)) same++;
    }
    return same / SIGNATURE_LENGTH;
  }

  #keep(row: number, signature: Uint32Array): void {
    const place = this.#kept.length;
    const start = place * SIGNATURE_LENGTH;
    if (start + SIGNATURE_LENGTH > this.#marks.length) {
      const larger = new Uint8Array(this.#marks.length * 2);
      larger.set(this.#marks);
      this.#marks = larger;
    }
    for (let index = 0; index < SIGNATURE_LENGTH; index++) this.#marks[start + index] = signature[index] as number;
    this.#kept.push(row);
    for (let band = 0; band < BANDS; band++) {
      const table = this.#bands[band] as RowTable;
      const key = bandKey(signature, band);
      if (table.all(...key, []) < MOST_IN_BAND) table.add(...key, place);
    }
  }
}

function bandKey(signature: Uint32Array, band: number): [high: number, low: number] {
  let high = 0x9747b28c;
  let low = 0x1b873593;
  for (let index = band * BAND_SIZE; index < (band + 1) * BAND_SIZE; index++) {
    high = Math.imul(high ^ (signature[index] as number), 0x85ebca6b);
    low = Math.imul((low ^ (signature[index] as number)) + (high >>> 13), 0xc2b2ae35);
  }
  return [(high ^ (high >>> 16)) >>> 0, (low ^ (low >>> 15)) >>> 0];
}

/** A Chinese sentence says as much in a third of the characters. */
const shortestOf = (text: string): number => (/[\u2e80-\u9fff]/.test(text) ? SHORTEST / 3 : SHORTEST);
