import { expect, test } from 'vitest';
import { median, medianBy, round } from './statistics.ts';

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  // The upper one of an even number, as sorted(times)[len(times) // 2] in Python.
  [[4, 1, 3, 2], 3],
  [[10, 9, 100], 10],
])('the median of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

test('a median leaves its values as they were', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test('nothing has no median', () => expect(() => median([])).toThrow('no value'));

test('the figures of the middle result stay together', () => {
  const results = [
    { speed: 30, memory: 1 },
    { speed: 10, memory: 3 },
    { speed: 20, memory: 2 },
  ];
  expect(medianBy(results, ({ speed }) => speed)).toBe(results[2]);
});

test('rounding', () => expect([round(1.26, 1), round(2.5), round(1234.4)]).toEqual([1.3, 3, 1234]));
