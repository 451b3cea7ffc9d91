import type { Random } from '../../ml/random.ts';

const MOST_ROUNDS = 30;

export interface Points {
  rows: number;
  dimensions: number;
  /** `[rows, dimensions]` */
  data: Float32Array;
}

export interface Clustering {
  /** Cluster of each row. */
  of: Uint32Array;
  /** Of each cluster, the row that is nearest to its middle. */
  typical: number[];
}

/** Lloyd's algorithm from k-means++ (Arthur & Vassilvitskii 2007). Clusters are ordered by their rows, the largest first; none is empty. */
export function kMeans(points: Points, count: number, random: Random): Clustering {
  const { rows, dimensions, data } = points;
  const centres = seeds(points, Math.min(count, rows), random);
  let clusters = centres.length / dimensions;
  const of = new Uint32Array(rows);
  const far = new Float64Array(rows);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = 0;
    for (let row = 0; row < rows; row++) {
      let [best, least] = [0, Number.POSITIVE_INFINITY];
      for (let cluster = 0; cluster < clusters; cluster++) {
        const distance = between(data, row * dimensions, centres, cluster * dimensions, dimensions);
        if (distance < least) [best, least] = [cluster, distance];
      }
      if (of[row] !== best) moved++;
      of[row] = best;
      far[row] = least;
    }
    if (moved === 0 && round > 0) break;
    const sizes = new Uint32Array(clusters);
    centres.fill(0);
    for (let row = 0; row < rows; row++) {
      const cluster = of[row] as number;
      sizes[cluster] = (sizes[cluster] as number) + 1;
      for (let at = 0; at < dimensions; at++) {
        const place = cluster * dimensions + at;
        centres[place] = (centres[place] as number) + (data[row * dimensions + at] as number);
      }
    }
    for (let place = 0; place < centres.length; place++)
      centres[place] = (centres[place] as number) / Math.max(1, sizes[Math.floor(place / dimensions)] as number);
  }
  const members = Array.from({ length: clusters }, (_, cluster) => ({ cluster, rows: [] as number[] }));
  for (const [row, cluster] of of.entries()) members[cluster]?.rows.push(row);
  const kept = members.filter((one) => one.rows.length > 0).sort((one, other) => other.rows.length - one.rows.length);
  clusters = kept.length;
  const numbers = new Map(kept.map(({ cluster }, number) => [cluster, number]));
  const typical = kept.map(({ rows: own }) =>
    own.reduce((best, row) => ((far[row] as number) < (far[best] as number) ? row : best), own[0] as number),
  );
  return { of: of.map((cluster) => numbers.get(cluster) ?? 0), typical };
}

/** Rows that are far from one another: each is drawn by its squared distance from those before. */
function seeds({ rows, dimensions, data }: Points, count: number, random: Random): Float32Array {
  const chosen = [random.integer(rows)];
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  while (chosen.length < count) {
    const last = chosen.at(-1) as number;
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const distance = between(data, row * dimensions, data, last * dimensions, dimensions);
      nearest[row] = Math.min(nearest[row] as number, distance);
      sum += nearest[row] as number;
    }
    // All rows are where the chosen ones are.
    if (sum === 0) break;
    let left = random.next() * sum;
    let row = 0;
    while (row < rows - 1 && left >= (nearest[row] as number)) left -= nearest[row++] as number;
    chosen.push(row);
  }
  const centres = new Float32Array(chosen.length * dimensions);
  for (const [place, row] of chosen.entries())
    centres.set(data.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
  return centres;
}

function between(one: Float32Array, from: number, other: Float32Array, start: number, dimensions: number): number {
  let sum = 0;
  for (let at = 0; at < dimensions; at++) {
    const difference = (one[from + at] as number) - (other[start + at] as number);
    sum += difference * difference;
  }
  return sum;
}
