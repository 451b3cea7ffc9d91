import { expect, test } from 'vitest';
import { readSortedTable, sortedTable } from './sortedTable.ts';

/** Keys as weights have them: long beginnings that are alike, more of them than lie between two whole keys. */
const ENTRIES = new Map(
  Array.from({ length: 50 }, (_, layer): [string, Uint8Array] => [
    `model.layers.${layer}.mlp.weight`,
    Buffer.alloc(layer * 7, layer),
  ]),
);

test('keys are sorted by their bytes, and each has its value', () => {
  const read = readSortedTable(sortedTable(ENTRIES));
  expect([...read.keys()]).toEqual([...ENTRIES.keys()].sort());
  for (const [key, value] of read) expect(Buffer.from(value)).toEqual(Buffer.from(ENTRIES.get(key) ?? []));
});

test('an empty key comes first; other letters keep their bytes', () => {
  const read = readSortedTable(sortedTable(new Map([...ENTRIES, ['重み', Buffer.of(1)], ['', Buffer.of(2)]])));
  expect([...read.keys()].at(0)).toBe('');
  expect([...(read.get('重み') ?? [])]).toEqual([1]);
});

test('no table, and one with a changed byte, are refused', () => {
  const whole = sortedTable(ENTRIES);
  expect(() => readSortedTable(whole.subarray(0, -1))).toThrow('no table');
  for (const place of [0, 500, 1000]) {
    const bytes = Uint8Array.from(whole);
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    expect(() => readSortedTable(bytes)).toThrow('damaged');
  }
});
