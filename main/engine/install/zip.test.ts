import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ZipArchive } from './zip.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-zip-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const text = (value: string) => new TextEncoder().encode(value);
const noise = Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255));

async function save(bytes: Uint8Array): Promise<string> {
  const file = join(folder, 'archive.zip');
  await writeFile(file, bytes);
  return file;
}

/** Opens the archive and unpacks all of it below `out`. */
async function unpackAll(bytes: Uint8Array): Promise<Map<string, string>> {
  const archive = await ZipArchive.open(await save(bytes));
  try {
    const hashes = new Map<string, string>();
    for (const entry of archive.entries.values())
      hashes.set(entry.path, await archive.extract(entry, join(folder, 'out')));
    return hashes;
  } finally {
    await archive.close();
  }
}

/** A copy of the archive with something changed at the first place where a signature stands. */
function patched(bytes: Uint8Array, signature: number, change: (view: DataView) => void): Uint8Array {
  const copy = Buffer.from(bytes);
  const marker = Buffer.alloc(4);
  marker.writeUInt32LE(signature);
  const at = copy.indexOf(marker);
  expect(at).toBeGreaterThanOrEqual(0);
  change(new DataView(copy.buffer, copy.byteOffset + at));
  return copy;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

describe('unpacking', () => {
  test('deflated, stored, empty and nested files come out as they went in', async () => {
    const files: Zippable = {
      'deep/er/noise.bin': [noise, { level: 9 }],
      'stored.bin': [noise, { level: 0 }],
      'empty.txt': text(''),
      'ünïcode/名.txt': text('value'),
    };
    const hashes = await unpackAll(zipSync(files));
    expect(await readFile(join(folder, 'out/deep/er/noise.bin'))).toEqual(noise);
    expect(await readFile(join(folder, 'out/stored.bin'))).toEqual(noise);
    expect(await readFile(join(folder, 'out/empty.txt'), 'utf8')).toBe('');
    expect(await readFile(join(folder, 'out/ünïcode/名.txt'), 'utf8')).toBe('value');
    expect(hashes.get('stored.bin')).toBe(createHash('sha256').update(noise).digest('hex'));
  });

  test('an archive with a comment is found; one whose comment looks like an end is refused, as it has two', async () => {
    const bytes = zipSync({ a: text('1') });
    const commented = (words: string) => {
      const comment = text(words);
      const whole = Buffer.concat([bytes, comment]);
      whole.writeUInt16LE(comment.length, bytes.length - 2);
      return whole;
    };
    expect([...(await unpackAll(commented('a comment of some length, with PK in it'))).keys()]).toEqual(['a']);
    const twice = commented('PK\x05\x06 is what an end record starts with');
    await expect(unpackAll(twice)).rejects.toThrow(/not a zip/);
  });

  test('zip64 sizes and end records are read', async () => {
    await unpackAll(zip64('big.bin', noise));
    expect(await readFile(join(folder, 'out/big.bin'))).toEqual(noise);
  });

  test('progress counts unpacked bytes, and aborting stops', async () => {
    const archive = await ZipArchive.open(await save(zipSync({ a: noise })));
    const entry = archive.entries.get('a');
    if (!entry) throw new Error('no entry');
    let bytes = 0;
    const onBytes = (count: number) => {
      bytes += count;
    };
    await archive.extract(entry, folder, { onBytes });
    expect(bytes).toBe(noise.length);
    const controller = new AbortController();
    const cancelled = archive.extract(entry, folder, {
      signal: controller.signal,
      onBytes: () => controller.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    await archive.close();
  });
});

describe('damage is noticed', () => {
  const whole = zipSync({ 'a.bin': [noise, { level: 6 }], 'b.txt': text('second') });

  test.each([0.02, 0.5, 0.98, 0.999])('cut off after %d of its bytes', async (share) => {
    const cut = whole.subarray(0, Math.floor(whole.length * share));
    await expect(unpackAll(cut)).rejects.toThrow(/cut off|not a zip/);
  });

  test('every flipped byte of the data', async () => {
    for (const share of [0.1, 0.3, 0.5, 0.7]) {
      const flipped = Buffer.from(whole);
      const at = Math.floor(whole.length * share);
      flipped[at] = (flipped[at] as number) ^ 0x10;
      await expect(unpackAll(flipped)).rejects.toThrow();
    }
  });

  test('a stored file with another byte has a wrong checksum', async () => {
    const flipped = Buffer.from(zipSync({ 'a.bin': [noise, { level: 0 }] }));
    flipped[5000] = (flipped[5000] as number) ^ 1;
    await expect(unpackAll(flipped)).rejects.toThrow(/checksum/);
  });

  test.each([
    ['a size that is too small', CENTRAL, (view: DataView) => view.setUint32(24, 10, true), /longer/],
    ['a size that is too large', CENTRAL, (view: DataView) => view.setUint32(24, 1 << 24, true), /instead of/],
    ['an encrypted file', CENTRAL, (view: DataView) => view.setUint16(8, 1, true), /encrypted/],
    ['an unknown method', CENTRAL, (view: DataView) => view.setUint16(10, 14, true), /method 14/],
    ['a name longer than the list', CENTRAL, (view: DataView) => view.setUint16(28, 0xffff, true), /damaged/],
    ['a local header elsewhere', CENTRAL, (view: DataView) => view.setUint32(42, 7, true), /local header/],
    ['no local header', LOCAL, (view: DataView) => view.setUint32(0, 0, true), /local header/],
    ['more files than there are', END, (view: DataView) => view.setUint16(10, 9, true), /damaged/],
    ['a list beyond the end', END, (view: DataView) => view.setUint32(16, 0x7fffffff, true), /cut off/],
    ['sizes that only zip64 has', CENTRAL, (view: DataView) => view.setUint32(24, 0xffffffff, true), /instead of/],
  ])('%s', async (_what, signature, change, message) => {
    await expect(unpackAll(patched(whole, signature, change))).rejects.toThrow(message);
  });

  test('something else entirely', async () => {
    await expect(unpackAll(text('<html>404</html>'))).rejects.toThrow(/not a zip/);
    await expect(unpackAll(new Uint8Array(0))).rejects.toThrow(/not a zip/);
  });
});

describe('paths stay inside', () => {
  test.each([
    '../evil',
    'a/../../evil',
    'a/../b',
    '/etc/evil',
    'c:/evil',
    'C:evil',
    '..\\evil',
    '\\\\server\\evil',
    '..',
    'a/..',
  ])('%s is refused', async (path) => {
    await expect(unpackAll(zipSync({ [path]: text('x') }))).rejects.toThrow(/unsafe path/);
    expect(await readdir(folder)).toEqual(['archive.zip']);
  });

  test('dots inside of names are fine', async () => {
    await unpackAll(zipSync({ 'a..b/...c': text('x') }));
    expect(await readFile(join(folder, 'out/a..b/...c'), 'utf8')).toBe('x');
  });
});

/** A stored file whose sizes and offset stand in zip64 fields only, and a zip64 end record (APPNOTE 4.3.14, 4.5.3). */
function zip64(name: string, contents: Buffer): Buffer {
  const plain = Buffer.from(zipSync({ [name]: [contents, { level: 0 }] }));
  const centralAt = plain.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  const central = Buffer.from(plain.subarray(centralAt, centralAt + 46 + name.length));
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(contents.length), 4);
  extra.writeBigUInt64LE(BigInt(contents.length), 12);
  extra.writeBigUInt64LE(0n, 20);
  for (const at of [20, 24, 42]) central.writeUInt32LE(0xffffffff, at);
  central.writeUInt16LE(extra.length, 30);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(1n, 24);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(central.length + extra.length), 40);
  end64.writeBigUInt64LE(BigInt(centralAt), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(centralAt + central.length + extra.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([plain.subarray(0, centralAt), central, extra, end64, locator, end]);
}
