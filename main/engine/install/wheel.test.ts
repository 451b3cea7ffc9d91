import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeWheel } from './testing/fakeWheel.ts';
import { cudaRequirements, unpackWheel, wheelRequirements } from './wheel.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-wheel-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const FILES = { 'tensorflow/lib.so': 'library', 'tensorflow/python/big.py': 'not wanted', 'odd, "name".h': 'header' };

async function unpack(wheel: Uint8Array, wanted = (path: string) => !path.endsWith('.py')): Promise<string[]> {
  const file = join(folder, 'a.whl');
  await writeFile(file, wheel);
  return await unpackWheel(file, join(folder, 'out'), {
    wanted,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
}

test('only wanted files are unpacked', async () => {
  const files = await unpack(makeWheel(FILES), (path) => path.endsWith('.so') || path.endsWith('.h'));
  expect(files.sort()).toEqual(['odd, "name".h', 'tensorflow/lib.so']);
  expect(await readdir(join(folder, 'out', 'tensorflow'))).toEqual(['lib.so']);
  expect(await readFile(join(folder, 'out', 'tensorflow', 'lib.so'), 'utf8')).toBe('library');
});

test('a file that differs from its hash in RECORD is refused', async () => {
  const wheel = makeWheel(FILES, { hashes: { 'tensorflow/lib.so': 'A'.repeat(43) } });
  await expect(unpack(wheel, (path) => path.endsWith('.so'))).rejects.toThrow(/lib\.so has a wrong checksum/);
});

test('a file that RECORD does not name is refused, and so is a wheel without RECORD', async () => {
  const unnamed = makeWheel(FILES, { leaveOut: ['tensorflow/lib.so'] });
  await expect(unpack(unnamed, (path) => path.endsWith('.so'))).rejects.toThrow(/not in the wheel’s RECORD/);
  await expect(unpack(makeWheel(FILES, { record: false }))).rejects.toThrow(/no RECORD/);
});

test('of what TensorFlow requires only the NVIDIA wheels of its CUDA extra are fetched', async () => {
  const metadata = [
    'Metadata-Version: 2.4',
    'Name: tensorflow',
    'Requires-Dist: numpy>=1.26.0',
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    "Requires-Dist: nvidia-nccl-cu12<3.0,>=2.27.7 ; extra == 'and-cuda'",
    'Requires-Dist: tensorflow-io-gcs-filesystem>=0.23.1; extra == "gcs-filesystem"',
    '',
  ].join('\r\n');
  const file = join(folder, 'b.whl');
  await writeFile(file, makeWheel(FILES, { metadata }));
  const requirements = await wheelRequirements(file);
  expect(requirements).toHaveLength(4);
  expect(cudaRequirements(requirements)).toEqual([
    'nvidia-cublas-cu12<13.0,>=12.5.3.2',
    'nvidia-nccl-cu12<3.0,>=2.27.7',
  ]);
});
