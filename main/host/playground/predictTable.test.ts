import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TableRequest } from '../../../shared/ipc/contract.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

async function trained() {
  const dataset = await studio.importText();
  const run = await studio.ended((await studio.startRun(dataset.id)).id);
  return { dataset, model: { kind: 'model' as const, id: run.modelId ?? '' } };
}

async function predicted(request: TableRequest, signal?: AbortSignal) {
  for await (const event of studio.client.playground.predictTable(request, signal && { signal })) {
    if (event.event === 'done') return event;
  }
  throw new Error('no end');
}

const CSV = { kind: 'csv', spreadsheetSafe: false } as const;

test('rows of a data set and of a file get a column, in files of each format', async () => {
  const { dataset, model } = await trained();
  const path = join(studio.folder, 'predicted.csv');
  const target = { kind: 'path' as const, path };
  const source = { kind: 'dataset' as const, id: dataset.id };
  const to = { kind: 'file' as const, format: CSV, target };
  expect(await predicted({ model, source, to })).toMatchObject({ path, rows: dataset.rows, columns: ['prediction'] });
  const [header, first = ''] = (await readFile(path, 'utf8')).split('\r\n');
  expect(header?.split(',').at(-1)).toBe('prediction');
  expect(first.split(',').at(-1)).toBe(first.split(',')[0]);
  await expect(predicted({ model, source, to })).rejects.toMatchObject({ code: 'file_exists' });

  const file = join(studio.folder, 'rows.jsonl');
  await writeFile(file, '{"a":"x"}\n{"a":"y"}\n');
  const out = join(studio.folder, 'out.jsonl');
  await predicted({
    model,
    source: { kind: 'file', file: { kind: 'path', path: file } },
    to: { kind: 'file', format: { kind: 'jsonl' }, target: { kind: 'path', path: out } },
  });
  expect(await readFile(out, 'utf8')).toBe('{"a":"x","prediction":"x"}\n{"a":"y","prediction":"y"}\n');
  expect((await studio.client.datasets.list({})).length).toBe(1);
});

test('a data set gets a version with the column, which can be undone', async () => {
  const { dataset, model } = await trained();
  const done = await predicted({ model, source: { kind: 'dataset', id: dataset.id }, to: { kind: 'version' } });
  expect(done).toMatchObject({ path: null, rows: dataset.rows });
  const next = await studio.client.datasets.get({ id: dataset.id });
  expect(next.version).toBe(2);
  expect(next.columns.map(({ name }) => name)).toEqual([...dataset.columns.map(({ name }) => name), 'prediction']);
  const { rows } = await studio.client.datasets.rows({ id: dataset.id, offset: 0, limit: 3 });
  for (const row of rows) expect(row.at(-1)).toBe(row[0]);
  const [, version] = await studio.client.datasets.versions({ id: dataset.id });
  expect(version?.step).toMatchObject({ kind: 'add_predictions', columns: ['prediction'] });
  for await (const _ of studio.client.datasets.undo({ id: dataset.id }));
  expect((await studio.client.datasets.get({ id: dataset.id })).columns.length).toBe(dataset.columns.length);
});

test('rows of a file that cannot be read are counted', async () => {
  const { model } = await trained();
  const file = join(studio.folder, 'spoiled.jsonl');
  await writeFile(file, '{"a":"x"}\n{"a":\n{"a":"y"}\n');
  const target = { kind: 'path' as const, path: join(studio.folder, 'read.jsonl') };
  const source = { kind: 'file' as const, file: { kind: 'path' as const, path: file } };
  const to = { kind: 'file' as const, format: { kind: 'jsonl' as const }, target };
  expect(await predicted({ model, source, to })).toMatchObject({ rows: 2, rejected: 1 });
});

test('cancelled, nothing is left', async () => {
  const { dataset, model } = await trained();
  const controller = new AbortController();
  studio.script.infer.predictTable = async function* (_, { signal }) {
    yield { event: 'progress', done: 0, total: 1 };
    controller.abort();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();
  };
  const target = { kind: 'path' as const, path: join(studio.folder, 'out', 'never.csv') };
  const to = { kind: 'file' as const, format: CSV, target };
  const request = { model, source: { kind: 'dataset' as const, id: dataset.id }, to };
  await expect(predicted(request, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(await readdir(join(studio.folder, 'out'))).toEqual([]);
});
