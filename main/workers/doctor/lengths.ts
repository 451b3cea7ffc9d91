import { GrowingNumbers } from './growing.ts';

/** With fewer cells nobody can say what is usual. */
const FEWEST_CELLS = 50;
/** Tukey's outer fences, on a logarithmic scale: lengths of texts spread by factors. */
const FENCES = 3;
/** The least spread that is assumed, as a factor: where all texts are of one length, a few letters more are no outlier. */
const LEAST_SPREAD = Math.log(1.6);

export interface Bounds {
  min: number;
  max: number;
}

/** Lengths of a column's cells, and which of them are far from what is usual. Empty cells do not count. */
export class Lengths {
  readonly #lengths = new GrowingNumbers();

  add(length: number): void {
    this.#lengths.push(length);
  }

  /** The shortest and the longest length that is not an outlier; `null` where that cannot be said. */
  bounds(): Bounds | null {
    const filled = this.#lengths
      .values()
      .filter((length) => length > 0)
      .sort();
    if (filled.length < FEWEST_CELLS) return null;
    const quantile = (share: number) => Math.log(filled[Math.floor(share * (filled.length - 1))] as number);
    const [first, third] = [quantile(0.25), quantile(0.75)];
    const reach = FENCES * Math.max(third - first, LEAST_SPREAD);
    return { min: Math.ceil(Math.exp(first - reach)), max: Math.floor(Math.exp(third + reach)) };
  }

  isOutlier(row: number, bounds: Bounds): boolean {
    return isOutlier(this.#lengths.at(row), bounds);
  }
}

export const isOutlier = (length: number, { min, max }: Bounds): boolean =>
  length > 0 && (length < min || length > max);
