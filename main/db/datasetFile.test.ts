import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatasetFile, openDatasetFile } from './datasetFile.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-dataset-'));
  file = join(folder, 'v1.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('rows and rejections come back in file order, page by page', () => {
  const writer = createDatasetFile(file, ['name', 'x"); DROP TABLE cells; --']);
  const rows = Array.from({ length: 12_345 }, (_, index) => [`row ${index}`, index % 2 ? '' : '\'"茶\n']);
  for (const [index, row] of rows.entries()) {
    writer.append(row);
    if (index % 1000 === 0) writer.reject({ line: index + 2, reason: 'nul_byte', raw: `raw ${index}`, cut: false });
  }
  writer.finish();
  expect(readdirSync(folder)).toEqual(['v1.db']);
  const stored = openDatasetFile(file);
  expect(stored.columns).toEqual(['name', 'x"); DROP TABLE cells; --']);
  expect([stored.rowCount, stored.rejectedCount]).toEqual([12_345, 13]);
  expect([...stored.rows()]).toEqual(rows);
  expect(stored.readRows(0, 2)).toEqual(rows.slice(0, 2));
  expect(stored.readRows(12_340, 100)).toEqual(rows.slice(12_340));
  expect(stored.readRows(20_000, 10)).toEqual([]);
  expect(stored.rejections(11, 5)).toEqual([
    { line: 11_002, reason: 'nul_byte', raw: 'raw 11000', cut: false },
    { line: 12_002, reason: 'nul_byte', raw: 'raw 12000', cut: false },
  ]);
  stored.close();
});

test('a file that was given up, or never finished, has no name', () => {
  const writer = createDatasetFile(file, ['a']);
  writer.append(['x']);
  expect(readdirSync(folder)).not.toContain('v1.db');
  writer.discard();
  writer.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('discarding after finishing keeps the file', () => {
  const writer = createDatasetFile(file, ['a']);
  writer.append(['x']);
  writer.finish();
  writer.discard();
  expect(readdirSync(folder)).toEqual(['v1.db']);
});

test('what an interrupted import left behind does not disturb the next one', () => {
  createDatasetFile(file, ['old', 'older']).append(['x', 'y']);
  const writer = createDatasetFile(file, ['a']);
  writer.append(['z']);
  writer.finish();
  const stored = openDatasetFile(file);
  expect([...stored.rows()]).toEqual([['z']]);
  stored.close();
});
