import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_PIXELS, scrollHeight, scrollOffset, virtualOffset } from './rowLayout.ts';

const layout = (rowCount: number) => ({ rowCount, rowHeight: 32, headerHeight: 36, viewHeight: 600 });

test('a list that fits is scrolled pixel by pixel', () => {
  expect(scrollHeight(layout(1000))).toBe(32_036);
  expect(scrollOffset(layout(1000), 123)).toBe(123);
  expect(virtualOffset(layout(1000), 123)).toBe(123);
});

test('every row of a list that does not fit can be reached', () => {
  const many = layout(20_000_000);
  expect(scrollHeight(many)).toBe(MOST_PIXELS);
  const last = 20_000_000 * 32 + 36 - 600;
  expect(scrollOffset(many, last)).toBeCloseTo(MOST_PIXELS - 600);
  expect(virtualOffset(many, MOST_PIXELS - 600)).toBeCloseTo(last);
  fc.assert(
    fc.property(fc.double({ min: 0, max: last, noNaN: true }), (offset) => {
      expect(virtualOffset(many, scrollOffset(many, offset))).toBeCloseTo(offset, 3);
    }),
  );
});
