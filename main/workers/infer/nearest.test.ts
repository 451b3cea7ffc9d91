import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BestMatches, inverseLengths, nearest } from './nearest.ts';
import { readVectors, shapeOf, writeVectors } from './vectorFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-nearest-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the rows with the smallest angle come first, whatever their lengths', () => {
  const data = Float32Array.of(1, 0, 0, 0, 1, /**/ 0, 5, 0, 0, 0, /**/ 3, 3, 0, 0, 0, /**/ 0, 0, 0, 0, 0);
  const vectors = { rows: 4, dimensions: 5, data };
  const found = nearest(vectors, inverseLengths(vectors), Float32Array.of(0, 2, 0, 0, 0), 3);
  expect(found.map(({ row }) => row)).toEqual([1, 2, 0]);
  expect(found[0]?.score).toBeCloseTo(1, 6);
  expect(found[1]?.score).toBeCloseTo(Math.SQRT1_2, 6);
});

test('of equals the first is kept', () => {
  const best = new BestMatches(2);
  for (const [row, score] of [1, 3, 3, 2, 3].entries()) best.add(row, score);
  expect(best.matches).toEqual([
    { row: 1, score: 3 },
    { row: 2, score: 3 },
  ]);
});

test('a file of vectors is read as it was written, and one that was cut is told', async () => {
  const path = join(folder, 'a.npy');
  const vectors = { rows: 3, dimensions: 2, data: Float32Array.of(1, 2, 3, -4, 0.5, 1e-9) };
  await writeVectors(path, vectors);
  expect(await readVectors(path)).toEqual(vectors);
  expect(await shapeOf(path)).toMatchObject({ rows: 3, dimensions: 2 });
  // As NumPy writes it: aligned, and a line's end before the numbers.
  const bytes = readFileSync(path);
  expect((bytes.length - 24) % 64).toBe(0);
  expect(bytes[bytes.length - 25]).toBe(0x0a);
  truncateSync(path, bytes.length - 4);
  expect(await shapeOf(path)).toBeNull();
  await expect(readVectors(path)).rejects.toMatchObject({ code: 'model_invalid' });
  expect(await shapeOf(join(folder, 'none.npy'))).toBeNull();
});
