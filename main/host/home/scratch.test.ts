import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const inScratch = () => {
  const folder = join(studio.home, 'scratch');
  return existsSync(folder) ? readdirSync(folder) : [];
};
/** What other programs, and other tests, have there comes and goes. */
const inTemporary = () => readdirSync(tmpdir()).filter((name) => /^kindling-(unpacked|tokens)-/.test(name));

/** A Parquet file that has to be unpacked onto the disk to be read. */
async function packedParquet(rows: number): Promise<string> {
  const data = Array.from({ length: rows }, (_, row) => `the secret of row ${row}`);
  const file = join(studio.folder, 'rows.parquet.gz');
  await writeFile(file, gzipSync(new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'text', data }] }))));
  return file;
}

test('rows that are unpacked lie in the home, and nowhere once the import is cancelled', async () => {
  const before = inTemporary();
  const path = await packedParquet(200_000);
  const controller = new AbortController();
  const events = studio.client.datasets.import({ file: { kind: 'path', path } }, { signal: controller.signal });
  await events.next();
  expect(inScratch()).toHaveLength(1);
  controller.abort();
  await expect(Array.fromAsync(events)).rejects.toMatchObject({ code: 'cancelled' });
  await studio.host.close();
  expect(inScratch()).toEqual([]);
  expect(inTemporary().filter((name) => !before.includes(name))).toEqual([]);
  await studio.reopen();
});

test('neither an import nor a preview leaves anything', async () => {
  const path = await packedParquet(10);
  const file = { kind: 'path' as const, path };
  await studio.client.datasets.preview({ file });
  expect(inScratch()).toEqual([]);
  for await (const _ of studio.client.datasets.import({ file }));
  expect(inScratch()).toEqual([]);
  const { id } = await studio.importText();
  const recipe = { kind: 'complete' as const, inputs: ['name'], output: 'tagline' };
  await studio.client.recipes.tokens({ datasetId: id, recipe, size: 'nano', rows: 2, settings: {} });
  expect(inScratch()).toEqual([]);
});

test('what a killed studio left there goes at the next start', async () => {
  await studio.host.close();
  await mkdir(join(studio.home, 'scratch', 'left'), { recursive: true });
  await writeFile(join(studio.home, 'scratch', 'left', 'file'), 'rows');
  await studio.reopen();
  expect(inScratch()).toEqual([]);
});
