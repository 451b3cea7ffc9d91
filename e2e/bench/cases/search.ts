import { Random } from '../../../main/ml/random.ts';
import { BinaryIndex, encodeRows } from '../../../main/workers/infer/binaryIndex.ts';
import { inverseLengths, nearest } from '../../../main/workers/infer/nearest.ts';
import type { Vectors } from '../../../main/workers/infer/vectorFile.ts';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { median, round } from '../statistics.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

const TOP = 10;
/** Rows of a cluster, in the mean. */
const PER_CLUSTER = 500;
const SPREAD = 0.8;
const SEED = 7;

serveCase('search', measureSearch);

/** Searches made-up vectors around random centres, and holds what is found against the exact nearest rows. */
async function measureSearch({ rows, dimensions, queries }: CaseInput<'search'>): Promise<CaseOutput<'search'>> {
  const random = new Random(SEED);
  const vectors = clustered(rows, dimensions, random);
  const inverse = inverseLengths(vectors);
  const begin = performance.now();
  const index = new BinaryIndex(vectors, inverse, await encodeRows(vectors));
  const indexSeconds = (performance.now() - begin) / 1000;
  const [quick, exact]: [number[], number[]] = [[], []];
  let hits = 0;
  for (let query = 0; query < queries; query++) {
    // A text that nobody has, near one that somebody has.
    const near = random.integer(rows) * dimensions;
    const own = vectors.data.slice(near, near + dimensions).map((value) => value + 0.5 * SPREAD * random.normal());
    const start = performance.now();
    const found = index.find(own, TOP);
    quick.push(performance.now() - start);
    const again = performance.now();
    const right = new Set(nearest(vectors, inverse, own, TOP).map(({ row }) => row));
    exact.push(performance.now() - again);
    hits += found.filter(({ row }) => right.has(row)).length;
  }
  return {
    engine: 'kindling',
    ...{ rows, dimensions, queries },
    index_s: round(indexSeconds, 1),
    ms: round(median(quick), 1),
    fastest_ms: round(Math.min(...quick), 1),
    exact_ms: round(median(exact), 1),
    recall_at_10: round(hits / (TOP * queries), 4),
    peak_rss_mb: peakRssMb(),
  };
}

/** All on one side of the origin, as vectors of language models are. */
function clustered(rows: number, dimensions: number, random: Random): Vectors {
  const clusters = Math.max(1, Math.round(rows / PER_CLUSTER));
  const centres = Float32Array.from({ length: clusters * dimensions }, () => random.normal());
  const offset = Float32Array.from({ length: dimensions }, () => 0.5 * random.normal());
  const data = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const centre = random.integer(clusters) * dimensions;
    for (let at = 0; at < dimensions; at++)
      data[row * dimensions + at] =
        (offset[at] as number) + (centres[centre + at] as number) + SPREAD * random.normal();
  }
  return { rows, dimensions, data };
}
