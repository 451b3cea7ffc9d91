import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Random } from '../../ml/random.ts';
import { BinaryIndex, encodeRows, wordsOf } from './binaryIndex.ts';
import { codesPath, keepCodes, readCodes } from './codesFile.ts';
import { inverseLengths, nearest } from './nearest.ts';
import { type Vectors, writeVectors } from './vectorFile.ts';

/** Vectors around some centres, all on one side of the origin, as those of language models are. */
function clustered(rows: number, dimensions: number, seed: number): Vectors {
  const random = new Random(seed);
  const centres = Float32Array.from({ length: 40 * dimensions }, () => random.normal());
  const offset = Float32Array.from({ length: dimensions }, () => 0.5 * random.normal());
  const data = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const centre = random.integer(40);
    for (let at = 0; at < dimensions; at++)
      data[row * dimensions + at] =
        (offset[at] as number) + (centres[centre * dimensions + at] as number) + 0.8 * random.normal();
  }
  return { rows, dimensions, data };
}

test.each([96, 100, 384])(
  'nearly all of the nearest rows are found among vectors of %i numbers',
  async (dimensions) => {
    const vectors = clustered(6000, dimensions, 3);
    const inverse = inverseLengths(vectors);
    const index = new BinaryIndex(vectors, inverse, await encodeRows(vectors));
    const random = new Random(8);
    let found = 0;
    for (let query = 0; query < 20; query++) {
      const row = random.integer(vectors.rows);
      const own = vectors.data
        .slice(row * dimensions, (row + 1) * dimensions)
        .map((value) => value + 0.1 * random.normal());
      const exact = nearest(vectors, inverse, own, 10);
      const quick = index.find(own, 10);
      const rows = new Set(quick.map((match) => match.row));
      found += exact.filter((match) => rows.has(match.row)).length;
      // What is found has its exact score.
      const scores = new Map(exact.map((match) => [match.row, match.score]));
      for (const match of quick)
        if (scores.has(match.row)) expect(match.score).toBeCloseTo(scores.get(match.row) ?? 0, 5);
    }
    expect(found / 200).toBeGreaterThan(0.95);
  },
);

test('few rows are all looked at', async () => {
  const vectors = clustered(50, 7, 4);
  const inverse = inverseLengths(vectors);
  const index = new BinaryIndex(vectors, inverse, await encodeRows(vectors));
  const query = vectors.data.slice(0, 7);
  expect(index.find(query, 60).map(({ row }) => row)).toEqual(
    nearest(vectors, inverse, query, 60).map(({ row }) => row),
  );
});

test('codes are kept beside their vectors, and are not those of others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-codes-'));
  try {
    const vectors = clustered(30, 40, 5);
    const path = join(folder, 'vectors.npy');
    await writeVectors(path, vectors);
    expect(await readCodes(path, vectors)).toBeNull();
    const codes = await encodeRows(vectors);
    expect(codes.codes).toHaveLength(30 * wordsOf(40));
    await keepCodes(path, codes);
    expect(await readCodes(path, vectors)).toEqual(codes);
    expect(await readCodes(path, { ...vectors, rows: 29 })).toBeNull();
    // Vectors that were made anew.
    await utimes(path, new Date(), new Date(Date.now() + 60_000));
    expect(await readCodes(path, vectors)).toBeNull();
    await writeFile(codesPath(path), 'cut off');
    expect(await readCodes(path, vectors)).toBeNull();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
