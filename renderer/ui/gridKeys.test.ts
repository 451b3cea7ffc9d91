import { expect, test } from 'vitest';
import { moveInGrid } from './gridKeys.ts';

const size = { rows: 100, columns: 5, pageRows: 10 };

test.each([
  ['ArrowDown', false, { row: 51, column: 2 }],
  ['ArrowUp', false, { row: 49, column: 2 }],
  ['ArrowLeft', false, { row: 50, column: 1 }],
  ['ArrowRight', false, { row: 50, column: 3 }],
  ['PageDown', false, { row: 60, column: 2 }],
  ['PageUp', false, { row: 40, column: 2 }],
  ['Home', false, { row: 50, column: 0 }],
  ['End', false, { row: 50, column: 4 }],
  ['Home', true, { row: 0, column: 0 }],
  ['End', true, { row: 99, column: 4 }],
])('%s (control %s) leads to %o', (key, control, expected) => {
  expect(moveInGrid({ row: 50, column: 2 }, key, control, size)).toEqual(expected);
});

test('the edges hold', () => {
  expect(moveInGrid({ row: 0, column: 0 }, 'PageUp', false, size)).toEqual({ row: 0, column: 0 });
  expect(moveInGrid({ row: 95, column: 4 }, 'PageDown', false, size)).toEqual({ row: 99, column: 4 });
});

test('other keys are left to the page', () => {
  expect(moveInGrid({ row: 0, column: 0 }, 'a', false, size)).toBeNull();
});
