import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takesLong } from '../../setup/leftOut.ts';
import { compiledLoops } from './compiledLoops.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kindling-loops-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const folder = (version = '2.21.0', processor = 'one') => compiledLoops(root, version, { processor }) as string;
/** A message with a field of these bytes. */
const message = (bytes: number, fill = 7) => Buffer.concat([Buffer.from([0x0a, bytes]), Buffer.alloc(bytes, fill)]);
const put = (place: string, name = 'loop.pb', content = message(40)) => {
  const file = join(place, name);
  writeFileSync(file, content);
  return file;
};

describe('the folder of compiled loops', () => {
  test('is the same for the next process, with all that was kept', () => {
    const first = folder();
    put(first);
    expect(folder()).toBe(first);
    put(first, 'second.pb', message(50));
    expect(folder()).toBe(first);
    expect(readdirSync(first)).toHaveLength(2);
  });
  test('is another one for another version, and for another processor', () => {
    expect(new Set([folder(), folder('2.22.0'), folder('2.21.0', 'two')]).size).toBe(3);
  });
  test.each<[string, (file: string) => void]>([
    ['a bit of a file has turned', (file) => writeFileSync(file, readFileSync(file).with(20, 8))],
    ['a file was cut off', (file) => truncateSync(file, 10)],
    ['a file is empty', (file) => truncateSync(file, 0)],
  ])('is a new one when %s, seen before or not, and the old one stays for who has it open', (_, damage) => {
    const first = folder();
    const file = put(first);
    folder();
    damage(file);
    const second = folder();
    expect(second).not.toBe(first);
    expect(existsSync(file)).toBe(true);
    expect(folder()).toBe(second);
  });
  test.each([
    ['cut off', message(40).subarray(0, 30)],
    ['zeros', Buffer.alloc(40)],
    ['empty', Buffer.alloc(0)],
  ])('takes no file that is %s from the beginning', (_, content) => {
    const first = folder();
    put(first, 'loop.pb', content);
    expect(folder()).not.toBe(first);
  });
  test('passes over what XLA has not finished', () => {
    const first = folder();
    put(first, 'loop.pb.tmp123', Buffer.from('half'));
    expect(folder()).toBe(first);
  });
  test(
    'begins anew when it has become too large, and empties the one before the last, for whoever still writes there',
    takesLong,
    () => {
      const places = [1, 2, 3].map(() => {
        const place = folder();
        // 40,000,000 as protobuf writes it.
        const length = Buffer.from([0x0a, 0x80, 0xb4, 0x89, 0x13]);
        put(place, 'large.pb', Buffer.concat([length, Buffer.alloc(40_000_000)]));
        return place;
      });
      expect(new Set(places).size).toBe(3);
      expect(places.map((place) => readdirSync(place).length)).toEqual([0, 1, 1]);
    },
  );
  test('is none where there is no room for it', () => {
    expect(compiledLoops(root, '2.21.0', { processor: 'one', leastFreeBytes: Number.MAX_SAFE_INTEGER })).toBeNull();
    expect(readdirSync(dirname(folder())).filter((name) => name.startsWith('probe'))).toEqual([]);
  });
  test('goes on without sums, and without a place to keep anything', () => {
    const first = folder();
    put(first);
    folder();
    for (const name of readdirSync(dirname(first)))
      if (name.endsWith('.json')) writeFileSync(join(first, '..', name), '{');
    expect(folder()).toBe(first);
    writeFileSync(join(root, 'file'), '');
    expect(compiledLoops(join(root, 'file'), '2.21.0')).toBeNull();
  });
});
