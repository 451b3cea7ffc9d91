import { expect, test } from 'vitest';
import { labelOfKey, labelSet, lastGiven, nextOpen } from './pendingLabels.ts';

test('a key stands for the label in its place, and others for none', () => {
  const labels = ['good', 'bad'];
  expect(['1', '2', '3', '0', 'a', '12'].map((key) => labelOfKey(key, labels))).toEqual([
    ...['good', 'bad', null, null, null, null],
  ]);
});

test('of the labels that a row was given, the last one counts', () => {
  const given = [
    { row: 3, label: 'good' },
    { row: 4, label: 'bad' },
    { row: 3, label: '' },
  ];
  expect([...lastGiven(given)]).toEqual([
    [3, ''],
    [4, 'bad'],
  ]);
});

test('the next row is the next one without a label', () => {
  const rows = [5, 6, 7, 8].map((row) => ({ row }));
  expect(nextOpen(rows, 0, (row) => row === 6)).toBe(2);
  expect(nextOpen(rows, 2, () => false)).toBe(3);
  expect(nextOpen(rows, 3, () => true)).toBe(3);
  expect(nextOpen([], 0, () => true)).toBe(0);
});

test('labels are different, and none is empty', () => {
  expect(labelSet([' good', 'bad', 'good', ' '])).toEqual(['good', 'bad']);
});
