import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ZipArchive } from '../engine/install/zip.ts';
import { zipFolder } from './zipFolder.ts';

const FILES: Record<string, Buffer> = {
  'config.json': Buffer.from('{"a":1}'.repeat(1000)),
  'empty.txt': Buffer.alloc(0),
  'model.safetensors': Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 7919) % 256)),
  'nested/深.txt': Buffer.from('deep'),
};

let folder: string;
let model: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-zip-'));
  model = join(folder, '产品 model');
  mkdirSync(join(model, 'nested'), { recursive: true });
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(model, name), content);
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(model, 'link.txt'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `largest` makes of small files and offsets what 4 GiB are in earnest. */
test.each([
  ['plain', undefined],
  ['ZIP64 for the large file and what comes after it', 100_000],
  ['ZIP64 throughout', 0],
])('a folder comes out as it went in, without what its links lead to: %s', async (_, largest) => {
  const { length, content } = await zipFolder(model, largest);
  const zip = await buffer(content);
  expect(zip.length).toBe(length);

  const expected = Object.entries(FILES).map(([name, bytes]) => [`产品 model/${name}`, bytes]);
  const unzipped = Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, Buffer.from(bytes)]);
  expect(Object.fromEntries(unzipped)).toEqual(Object.fromEntries(expected));

  // A stricter reader: it checks every size and sum, and the local headers against the directory.
  const file = join(folder, 'model.zip');
  writeFileSync(file, zip);
  const archive = await ZipArchive.open(file);
  for (const entry of archive.entries.values()) await archive.extract(entry, join(folder, 'out'));
  await archive.close();
  for (const [name, bytes] of Object.entries(FILES)) {
    expect(readFileSync(join(folder, 'out', '产品 model', name)).equals(bytes)).toBe(true);
  }
});

test('an empty folder and a file from before 1980 are no trouble', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect(unzipSync(await buffer((await zipFolder(empty)).content))).toEqual({});
  writeFileSync(join(empty, 'old.txt'), 'old');
  utimesSync(join(empty, 'old.txt'), 0, 0);
  expect(Object.keys(unzipSync(await buffer((await zipFolder(empty)).content)))).toEqual(['empty/old.txt']);
});

test('a file that changes meanwhile breaks the archive off', async () => {
  const { content } = await zipFolder(model);
  truncateSync(join(model, 'model.safetensors'), 10);
  await expect(buffer(content)).rejects.toMatchObject({ code: 'file_unreadable' });
});

test('a folder that has gone is said to be gone', async () => {
  await expect(zipFolder(join(folder, 'gone'))).rejects.toMatchObject({ code: 'folder_not_found' });
});
