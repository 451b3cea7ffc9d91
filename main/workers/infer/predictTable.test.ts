import { expect, test } from 'vitest';
import { freeNames, inBatches } from './predictTable.ts';

test('columns that come to others get names of their own', () => {
  expect(freeNames(['prediction', 'confidence'], ['text'])).toEqual(['prediction', 'confidence']);
  expect(freeNames(['prediction', 'confidence'], ['prediction', 'prediction 2', 'text'])).toEqual([
    'prediction 3',
    'confidence',
  ]);
});

test('rows come in batches, in order, and long ones in small ones', () => {
  const rows = Array.from({ length: 130 }, (_, row) => [String(row)]);
  expect([...inBatches(rows)].map(({ length }) => length)).toEqual([64, 64, 2]);
  expect([...inBatches(rows)].flat()).toEqual(rows);
  const long = Array.from({ length: 3 }, () => ['x'.repeat(600_000)]);
  expect([...inBatches(long)].map(({ length }) => length)).toEqual([2, 1]);
});
