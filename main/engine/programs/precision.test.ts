import { expect, test } from 'vitest';
import { isWorthIt } from './precision.ts';

test('bfloat16 is taken where most comparisons find it clearly faster', () => {
  expect(isWorthIt([2, 2.1, 1.9, 2, 0.8, 2, 1.1])).toBe(true);
  expect(isWorthIt([1.2, 1.2, 1.24, 1.2, 1.2, 1.2, 1.2])).toBe(false);
});

test('a few comparisons beside other work decide nothing', () => {
  // A processor that emulates it takes longer with it (0.9 in the quiet); beside others fp32 may have had no quiet moment.
  expect(isWorthIt([0.9, 0.82, 1.9, 0.94, 0.89, 1.4, 0.91])).toBe(false);
});
