import { expect, test } from 'vitest';
import { ItemNeighbours } from './itemNeighbours.ts';

/** Users 0 to 3 and items 0 to 3. */
const HISTORIES = [[0, 1], [0, 1, 2], [2], [1, 3]].map((items) => Uint32Array.from(items));

test('items are as near as the cosine of their users', () => {
  const neighbours = new ItemNeighbours(4, HISTORIES);
  // Item 0 has users 0 and 1, item 1 has 0, 1 and 3, item 2 has 1 and 2.
  expect(neighbours.nearest(0)).toEqual([
    [1, 2 / Math.sqrt(6)],
    [2, 1 / 2],
  ]);
  const scores = neighbours.scores([0, 2]);
  expect(scores[1]).toBeCloseTo(2 / Math.sqrt(6) + 1 / Math.sqrt(6), 12);
  expect(scores[3]).toBe(0);
  expect(Array.from(neighbours.scores([]))).toEqual([0, 0, 0, 0]);
});
