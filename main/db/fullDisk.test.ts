import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Dataset } from '../../shared/domain/datasets/dataset.ts';
import { migrate } from './migrate.ts';
import { openDatabase, type SqliteDatabase } from './open.ts';
import { createStores, openStores, type Stores } from './stores.ts';
import { testRun } from './testing.ts';

/** SQLite's own full disk: a database that may not get larger. */
let folder: string;
let file: string;
let database: SqliteDatabase;
let stores: Stores;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-full-'));
  file = join(folder, 'kindling.db');
  database = openDatabase(file);
  migrate(database);
  stores = createStores(database);
  stores.runs.insert(RUN);
  database.exec("INSERT INTO models VALUES ('m', 'a', '{}', '2026')");
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const LONG = 'x'.repeat(100_000);
const RUN = testRun({ id: 'run', name: 'a' });
const DATASET: Dataset = {
  ...{ id: 'd', name: LONG, fileName: 'a.csv', version: 1, rows: 1, rejected: 0, bytes: 1 },
  ...{ encoding: 'utf-8', delimiter: ',', format: 'csv', columns: [], createdAt: '2026-01-01T00:00:00.000Z' },
};

const fill = () => database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
const makeRoom = () => database.pragma('max_page_count = 100000');
/** What another process would find. */
function stored<T>(read: (stores: Stores) => T): T {
  const other = openStores(file);
  try {
    return read(other);
  } finally {
    other.close();
  }
}

test.each<[string, () => void]>([
  ['a data set', () => stores.datasets.insert(DATASET)],
  ['a run', () => stores.runs.insert({ ...RUN, id: 'other', name: LONG })],
  ['a sample', () => stores.runs.appendSample('run', { step: 1, prompt: 'a', text: LONG })],
  ['a model’s name', () => stores.models.rename('m', LONG)],
])('%s that there is no room for is refused with a code', (_, write) => {
  fill();
  expect(write).toThrow(expect.objectContaining({ code: 'disk_full', details: { path: file } }));
});

test('what becomes of a run holds for the studio, and is stored when there is room', () => {
  fill();
  stores.runs.update('run', { state: 'paused', name: LONG });
  expect(stores.runs.get('run')).toMatchObject({ state: 'paused', name: LONG });
  expect(stores.runs.list()).toMatchObject([{ state: 'paused' }]);
  expect(stored(({ runs }) => runs.get('run').state)).toBe('queued');
  makeRoom();
  stores.runs.settle();
  expect(stored(({ runs }) => runs.get('run').state)).toBe('paused');
});

test('a home opens for one that keeps others out, too', () => {
  stores.close();
  const exclusive = openDatabase(file, { exclusive: true });
  expect(exclusive.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(createStores(exclusive).runs.get('run').name).toBe('a');
  exclusive.close();
  database = openDatabase(file);
});
