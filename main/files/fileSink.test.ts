import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asWriteError, writeFolder, writeWhole, writeWholeFile } from './fileSink.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-sink-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a file appears only when it is whole', async () => {
  const path = join(folder, 'a.bin');
  await writeWhole(path, async (sink) => {
    await sink.write(new Uint8Array([1, 2]));
    expect(await readdir(folder)).not.toContain('a.bin');
    await sink.write('é');
  });
  expect([...(await readFile(path))]).toEqual([1, 2, 0xc3, 0xa9]);
  expect(await readdir(folder)).toEqual(['a.bin']);
});

test('a writer that fails leaves the former file and nothing else', async () => {
  const path = join(folder, 'a.txt');
  await writeWholeFile(path, 'before');
  const broken = writeWhole(path, async (sink) => {
    await sink.write('half');
    throw new Error('no more');
  });
  await expect(broken).rejects.toThrow('no more');
  expect(await readFile(path, 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('what a killed process left under the temporary name is written over', async () => {
  await writeFile(join(folder, '.a.txt.partial'), 'a very long remainder of an earlier attempt');
  await writeWholeFile(join(folder, 'a.txt'), [new Uint8Array([65]), new Uint8Array([66])]);
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('AB');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('a missing folder is an error that names the file', async () => {
  const path = join(folder, 'missing', 'a.txt');
  await expect(writeWholeFile(path, 'x')).rejects.toMatchObject({ code: 'write_failed', details: { path } });
});

// The kernel's own full disk: every write to /dev/full fails with ENOSPC.
test.skipIf(process.platform !== 'linux')('a full disk is told as such', async () => {
  const full = await open('/dev/full', 'w');
  const error = await full.appendFile('x').catch((thrown: unknown) => thrown);
  await full.close();
  expect(asWriteError(error, 'model')).toMatchObject({ code: 'disk_full', details: { path: 'model' } });
});

test('a folder appears only when it is whole, with its subfolders', async () => {
  const target = join(folder, 'model');
  await writeFolder(target, async (inside) => {
    await mkdir(join(inside, 'data'));
    await writeFile(join(inside, 'data', 'a'), 'x');
    expect(await readdir(folder)).not.toContain('model');
  });
  expect(await readFile(join(target, 'data', 'a'), 'utf8')).toBe('x');
  expect(await readdir(folder)).toEqual(['model']);
});

test('a folder replaces the former one as a whole', async () => {
  const target = join(folder, 'model');
  await writeFolder(target, (inside) => writeFile(join(inside, 'old'), ''));
  await writeFolder(target, (inside) => writeFile(join(inside, 'new'), ''));
  expect(await readdir(target)).toEqual(['new']);
  expect(await readdir(folder)).toEqual(['model']);
});

test('a folder whose making fails leaves the former one', async () => {
  const target = join(folder, 'model');
  await writeFolder(target, (inside) => writeFile(join(inside, 'old'), ''));
  const outside = join(folder, 'no such source');
  await expect(writeFolder(target, async () => void (await readFile(outside)))).rejects.toMatchObject({
    code: 'ENOENT',
  });
  await expect(writeFolder(target, (inside) => writeFile(join(inside, 'missing', 'a'), ''))).rejects.toMatchObject({
    code: 'write_failed',
    details: { path: target },
  });
  expect(await readdir(target)).toEqual(['old']);
  expect(await readdir(folder)).toEqual(['model']);
});
