import type { Measure } from '../../../shared/domain/models/measures.ts';
import { Random } from '../random.ts';

/** Of the standard normal distribution: 95% lie within ±Z. */
const Z = 1.959963984540054;
const RESAMPLES = 1000;

/**
 * A share with Wilson's score interval (Wilson 1927), which stays in 0…1 and is right for small counts, too.
 *
 * @param of more than 0
 */
export function shareOf(count: number, of: number): Measure {
  const p = count / of;
  const z2 = Z * Z;
  const centre = (p + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of * of));
  return { value: p, low: count === 0 ? 0 : centre - half, high: count === of ? 1 : centre + half };
}

/**
 * A figure of several texts together, with the interval of a percentile bootstrap (Efron 1979) over the texts. The same parts and seed
 * give the same interval. A single part says nothing about how much others would differ: both ends are then the figure itself.
 *
 * @param parts what each text adds, all of one length; at least one
 * @param figure of their sums
 */
export function bootstrapped(
  parts: readonly (readonly number[])[],
  figure: (sums: readonly number[]) => number,
  seed = 0,
): Measure {
  const width = parts[0]?.length ?? 0;
  const sumOf = (choose: (index: number) => number) => {
    const sums = new Array<number>(width).fill(0);
    for (let index = 0; index < parts.length; index++) {
      const part = parts[choose(index)] as readonly number[];
      for (let place = 0; place < width; place++) sums[place] = (sums[place] as number) + (part[place] as number);
    }
    return figure(sums);
  };
  return bootstrappedDraws(parts.length, sumOf, seed);
}

/** The mean of what each text has, one at least. */
export const bootstrappedMean = (values: readonly number[], seed: number): Measure =>
  bootstrapped(
    values.map((value) => [value]),
    ([sum = 0]) => sum / values.length,
    seed,
  );

/**
 * The same for figures that no sum gives.
 *
 * @param figure of as many texts as there are, of which each is the one at `choose(index)`
 */
export function bootstrappedDraws(
  texts: number,
  figure: (choose: (index: number) => number) => number,
  seed = 0,
): Measure {
  const random = new Random(seed);
  const drawn = Float64Array.from({ length: RESAMPLES }, () => figure(() => random.integer(texts))).sort();
  const value = figure((index) => index);
  return { value, low: Math.min(value, quantile(drawn, 0.025)), high: Math.max(value, quantile(drawn, 0.975)) };
}

/** Linear between the two nearest, as numpy has it. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (place - below) * (high - low);
}
