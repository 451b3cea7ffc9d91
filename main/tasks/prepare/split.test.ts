import { expect, test } from 'vitest';
import { validationDocuments } from './split.ts';

test.each([
  [0, 0],
  [1, 0],
  [2, 1],
  [10, 1],
  [100, 5],
  [16_549, 512],
  [1_000_000, 512],
])('of %i documents %i are kept for validation', (documents, kept) => {
  const chosen = validationDocuments(documents, 1);
  expect(chosen.size).toBe(kept);
  for (const number of chosen) expect(number >= 0 && number < documents).toBe(true);
});

test('the seed alone decides which ones, and they lie all over the data', () => {
  const chosen = [...validationDocuments(100_000, 9)];
  expect([...validationDocuments(100_000, 9)]).toEqual(chosen);
  expect([...validationDocuments(100_000, 10)]).not.toEqual(chosen);
  for (let tenth = 0; tenth < 10; tenth++) {
    const inside = chosen.filter((number) => Math.floor(number / 10_000) === tenth).length;
    // 51 are expected; beyond these bounds once in 10,000 seeds.
    expect(inside).toBeGreaterThan(25);
    expect(inside).toBeLessThan(80);
  }
});
