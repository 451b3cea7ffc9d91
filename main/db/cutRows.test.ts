import { expect, test } from 'vitest';
import { cutRows } from './cutRows.ts';

const json = (rows: string[][]) => Buffer.byteLength(JSON.stringify(rows));

test('short rows stay as they are', () => {
  const rows = [
    ['a', ''],
    ['茶', 'x'.repeat(2000)],
  ];
  expect(cutRows(rows)).toEqual({ rows, cut: [] });
});

test('a long cell is cut, and it is said which one and how long it is', () => {
  const { rows, cut } = cutRows([
    ['a', 'b'],
    ['c', 'x'.repeat(400_000)],
  ]);
  expect(rows[1]?.[1]).toBe('x'.repeat(2000));
  expect(cut).toEqual([{ row: 1, column: 1, length: 400_000 }]);
});

test('no character is halved', () => {
  expect(cutRows([[`${'x'.repeat(1999)}😀`]]).rows).toEqual([['x'.repeat(1999)]]);
});

test.each([
  ['letters', 'x'],
  ['characters of three bytes', '漢'],
  ['escapes of six bytes', '\u0001'],
  ['quotes', '"'],
])('whatever is in them, rows take no more bytes than are given: %s', (_, character) => {
  const source = Array.from({ length: 100 }, () => Array.from({ length: 20 }, () => character.repeat(5000)));
  const { rows, cut } = cutRows(source, 5000, 200_000);
  expect(json(rows)).toBeLessThanOrEqual(200_000);
  expect(rows).toHaveLength(100);
  expect(cut).toHaveLength(2000);
  expect(cut.every(({ length }) => length === 5000)).toBe(true);
});

test('where cutting does not help, there are fewer rows, and one at least', () => {
  const source = Array.from({ length: 100 }, () => Array.from({ length: 1000 }, () => 'x'.repeat(50)));
  const { rows, cut } = cutRows(source, 2000, 100_000);
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.length).toBeLessThan(100);
  expect(json(rows)).toBeLessThanOrEqual(100_000);
  expect(cut).toHaveLength(1000 * rows.length);
  expect(cutRows(source, 2000, 10).rows).toHaveLength(1);
});

test('rows that are not needed are not read', () => {
  let read = 0;
  function* source(): Generator<string[]> {
    for (;;) {
      read++;
      yield Array.from({ length: 100 }, () => 'x'.repeat(100));
    }
  }
  cutRows(source(), 2000, 10_000);
  expect(read).toBeLessThan(20);
});
