import type { Vectors } from './vectorFile.ts';

/** A row, and how alike it is: the cosine of the angle between two vectors, -1 to 1. */
export interface Match {
  row: number;
  score: number;
}

/** 1 by the length of each row's vector; 0 for one of no length, which is like nothing. */
export function inverseLengths({ rows, dimensions, data }: Vectors): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) sum += (data[at] as number) ** 2;
    return sum > 0 ? 1 / Math.sqrt(sum) : 0;
  });
}

/** The rows that are most alike, best first; each is looked at. */
export function nearest(vectors: Vectors, inverse: Float32Array, query: Float32Array, top: number): Match[] {
  const { rows, dimensions, data } = vectors;
  const own = Math.sqrt(query.reduce((sum, value) => sum + value * value, 0)) || 1;
  const best = new BestMatches(top);
  for (let row = 0; row < rows; row++) {
    const start = row * dimensions;
    // Four sums at a time, which do not wait for one another.
    let [a, b, c, d] = [0, 0, 0, 0];
    let at = 0;
    for (; at + 3 < dimensions; at += 4) {
      a += (data[start + at] as number) * (query[at] as number);
      b += (data[start + at + 1] as number) * (query[at + 1] as number);
      c += (data[start + at + 2] as number) * (query[at + 2] as number);
      d += (data[start + at + 3] as number) * (query[at + 3] as number);
    }
    for (; at < dimensions; at++) a += (data[start + at] as number) * (query[at] as number);
    best.add(row, ((a + b + c + d) * (inverse[row] as number)) / own);
  }
  return best.matches;
}

/** Keeps the best of many. */
export class BestMatches {
  readonly #most: number;
  readonly #kept: Match[] = [];
  #least = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  add(row: number, score: number): void {
    if (this.#kept.length === this.#most && score <= this.#least) return;
    let place = this.#kept.length;
    while (place > 0 && (this.#kept[place - 1] as Match).score < score) place--;
    this.#kept.splice(place, 0, { row, score });
    if (this.#kept.length > this.#most) this.#kept.pop();
    if (this.#kept.length === this.#most) this.#least = (this.#kept.at(-1) as Match).score;
  }

  /** Best first; of equals, the first row. */
  get matches(): Match[] {
    return [...this.#kept];
  }
}
