import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConfig } from '../../../shared/domain/architectures/index.ts';
import type { SearchRequest } from '../../../shared/ipc/contract.ts';
import { initialWeights } from '../../ml/architectures/model.ts';
import { writeModelFolder } from '../../workers/testing/tinyModel.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const TABLE = 'id,text\n1,a cold soup\n2,a lamp that glows in the dark\n3,the soup was hot\n';

async function find(request: SearchRequest) {
  const last = (await Array.fromAsync(studio.client.search.find(request))).at(-1);
  if (last?.event !== 'found') throw new Error('nothing was found');
  return last;
}

async function addEncoder() {
  const folder = join(studio.folder, 'encoder');
  const config = { ...createConfig('bert', 'nano', 64), vocab_size: 300 };
  writeModelFolder(folder, config, initialWeights(config, 7));
  const request = { source: { kind: 'path' as const, path: folder } };
  const last = (await Array.fromAsync(studio.client.bases.add(request))).at(-1);
  if (last?.event !== 'done') throw new Error('it was not added');
  return last.base;
}

const vectorFiles = (id: string) =>
  readdirSync(join(studio.home, 'datasets', id)).filter((name) => name.endsWith('.npy'));

test('without an encoder rows are found by their words, and it is said', async () => {
  const { id } = await studio.importText(TABLE);
  const found = await find({ id, query: 'soup that is hot' });
  expect(found).toMatchObject({ by: 'words', model: null, column: 'text', rows: 3 });
  expect(found.matches[0]).toMatchObject({ row: 2, text: 'the soup was hot' });
  expect(vectorFiles(id)).toEqual([]);
  expect((await find({ id, query: 'zzz' })).matches).toEqual([]);
});

test('an encoder makes vectors once for a version, and they go with it', async () => {
  const { id } = await studio.importText(TABLE);
  const base = await addEncoder();
  let made = 0;
  const { embed } = studio.script.infer;
  studio.script.infer.embed = (...request) => {
    if (!existsSync(request[0].output)) made++;
    return embed(...request);
  };
  expect(await find({ id, query: 'x'.repeat(30), top: 1 })).toMatchObject({
    ...{ by: 'encoder', model: base.name },
    matches: [{ row: 1, text: 'a lamp that glows in the dark' }],
  });
  await find({ id, query: 'again' });
  expect(made).toBe(1);
  expect(vectorFiles(id)).toHaveLength(1);
  await find({ id, query: 'again', column: 'id' });
  expect(vectorFiles(id)).toHaveLength(2);
  expect((await find({ id, query: 'soup', model: { kind: 'words' } })).by).toBe('words');
  expect(studio.internalErrors).toEqual([]);
});

test('vectors are written as a file, of a data set or of a file', async () => {
  const { id } = await studio.importText(TABLE);
  const base = await addEncoder();
  const model = { kind: 'base' as const, id: base.id };
  const target = { kind: 'path' as const, path: join(studio.folder, 'out.npy') };
  const sources = [
    { kind: 'dataset' as const, id },
    { kind: 'file' as const, file: { kind: 'path' as const, path: join(studio.folder, 'products.csv') } },
  ];
  for (const [index, source] of sources.entries()) {
    const request = { model, source, column: 'text', ...(index === 0 && { target }) };
    const last = (await Array.fromAsync(studio.client.search.embed(request))).at(-1);
    expect(last).toMatchObject({ event: 'done', rows: 3, dimensions: 2 });
    if (last?.event === 'done') expect(existsSync(last.path)).toBe(true);
  }
  const again = { model, source: sources[0] as (typeof sources)[0], column: 'text', target };
  await expect(Array.fromAsync(studio.client.search.embed(again))).rejects.toMatchObject({ code: 'file_exists' });
});

test('rows of a file that cannot be read are counted', async () => {
  const base = await addEncoder();
  const path = join(studio.folder, 'spoiled.jsonl');
  await writeFile(path, '{"text":"x"}\n{"text":\n{"text":"y"}\n');
  const request = {
    model: { kind: 'base' as const, id: base.id },
    source: { kind: 'file' as const, file: { kind: 'path' as const, path } },
    column: 'text',
  };
  expect((await Array.fromAsync(studio.client.search.embed(request))).at(-1)).toMatchObject({ rows: 2, rejected: 1 });
});

test('a column or a model that is not there is named', async () => {
  const { id } = await studio.importText(TABLE);
  await expect(find({ id, query: 'a', column: 'tagline' })).rejects.toMatchObject({
    code: 'column_unknown',
    details: { column: 'tagline' },
  });
  const model = { kind: 'base' as const, id: 'none' };
  await expect(find({ id, query: 'a', model })).rejects.toMatchObject({ code: 'not_found' });
});
