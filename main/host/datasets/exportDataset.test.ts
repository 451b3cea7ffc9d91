import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { DatasetExportFormat } from '../../../shared/domain/datasets/datasetExport.ts';
import { inTwo } from '../../setup/leftOut.ts';
import { openStudio, type Studio, WINDOW_PEER } from '../testing/studio.ts';

const CSV: DatasetExportFormat = { kind: 'csv', spreadsheetSafe: false };
const root = join(import.meta.dirname, '..', '..', '..');
/** Real tables, where they lie beside the project. */
const shared = join(root, '..', 'shared', 'data');
const FILES = [
  join(root, 'resources', 'sample.csv'),
  ...['products.csv', 'pairs-en-de.tsv', 'pairs-en-zh.tsv'].map((name) => join(shared, name)),
].filter((file) => existsSync(file));

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

async function importPath(path: string): Promise<Dataset> {
  const events = await Array.fromAsync(studio.client.datasets.import({ file: { kind: 'path', path } }));
  const last = events.at(-1);
  if (last?.event !== 'done') throw new Error('the import did not end');
  return last.dataset;
}

async function exportTo(
  path: string | null,
  request: { id: string; format: DatasetExportFormat },
  client = studio.client,
) {
  const target = path === null ? {} : { target: { kind: 'path' as const, path } };
  const last = (await Array.fromAsync(client.datasets.export({ ...request, ...target }))).at(-1);
  if (last?.event !== 'done') throw new Error('the export did not end');
  return last;
}

async function allRows({ id, rows: total }: Dataset): Promise<string[][]> {
  const rows: string[][] = [];
  while (rows.length < total) {
    rows.push(...(await studio.client.datasets.rows({ id, offset: rows.length, limit: 1000 })).rows);
  }
  return rows;
}

describe('exporting a data set', () => {
  for (const [files, options] of inTwo(FILES, FILES[0]))
    test.each(files)('%s comes back with the same rows', options, async (file) => {
      const dataset = await importPath(file);
      const rows = await allRows(dataset);
      for (const format of [CSV, { kind: 'jsonl' }, { kind: 'parquet' }] as const) {
        const path = join(studio.folder, `again.${format.kind}`);
        expect(await exportTo(path, { id: dataset.id, format })).toMatchObject({ path, rows: dataset.rows });
        const again = await importPath(path);
        expect(again, format.kind).toMatchObject({ rows: dataset.rows, rejected: 0, columns: dataset.columns });
        expect(await allRows(again), format.kind).toEqual(rows);
        const second = join(studio.folder, `second.${format.kind}`);
        await exportTo(second, { id: again.id, format });
        expect(readFileSync(second).equals(readFileSync(path)), format.kind).toBe(true);
      }
    });

  test('a view is written in its order', async () => {
    const { id } = await studio.importText('name,price\nlamp,9\nkettle,100\nmug,20\nnothing,\n');
    const view = {
      filters: [{ kind: 'not_empty' as const, column: 'price' }],
      search: '',
      sort: { column: 'price', by: 'number' as const, descending: true },
    };
    const target = { kind: 'path' as const, path: join(studio.folder, 'view.jsonl') };
    await Array.fromAsync(studio.client.datasets.export({ id, format: { kind: 'jsonl' }, view, target }));
    expect(readFileSync(target.path, 'utf8')).toBe(
      '{"name":"kettle","price":"100"}\n{"name":"mug","price":"20"}\n{"name":"lamp","price":"9"}\n',
    );
  });

  test('a window gets a free name in a folder, and a download where it needs one', async () => {
    const { id } = await studio.importText();
    const { client } = studio.attach({ ...WINDOW_PEER, offerDownload: (path) => `/download/${path.length}` });
    const exports = join(studio.home, 'exports');
    const first = await exportTo(null, { id, format: CSV }, client);
    expect(first).toMatchObject({ path: join(exports, 'products.csv'), download: `/download/${first.path.length}` });
    expect((await exportTo(null, { id, format: CSV }, client)).path).toBe(join(exports, 'products-2.csv'));
    await expect(exportTo(join(studio.folder, 'x.csv'), { id, format: CSV }, client)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('a file that has something in it stays; an empty one is filled', async () => {
    const { id } = await studio.importText();
    const path = join(studio.folder, 'mine.csv');
    writeFileSync(path, 'mine');
    await expect(exportTo(path, { id, format: CSV })).rejects.toMatchObject({ code: 'file_exists', details: { path } });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    writeFileSync(path, '');
    expect((await exportTo(path, { id, format: CSV })).rows).toBe(12);
    await expect(exportTo(join(path, 'x'), { id, format: CSV })).rejects.toMatchObject({ code: 'write_failed' });
  });

  test('a process that dies meanwhile leaves nothing', async () => {
    const { id } = await studio.importText(`text\n${'some words\n'.repeat(60_000)}`);
    const target = { kind: 'path' as const, path: join(studio.folder, 'out.csv') };
    const consume = async () => {
      for await (const _ of studio.client.datasets.export({ id, format: CSV, target })) {
        studio.processes.find(({ name }) => name === 'data')?.die({ signal: 'SIGKILL' });
      }
    };
    await expect(consume()).rejects.toMatchObject({ code: 'worker_died' });
    await expect.poll(() => readdirSync(studio.folder).filter((name) => name.includes('out.csv'))).toEqual([]);
  });
});
