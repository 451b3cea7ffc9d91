import { expect, test } from 'vitest';
import { drawLossCurve } from './lossCurve.ts';

test('a falling loss falls from the top left to the bottom right', () => {
  const lines = drawLossCurve([4, 3, 2, 1], 4, 4).split('\n');
  expect(lines).toEqual([
    '   4.00 │•',
    '        │ •',
    '        │  •',
    '   1.00 │   •',
    '        └────',
    '         1  4',
  ]);
});

test('many steps are averaged into the width', () => {
  const lines = drawLossCurve(
    Array.from({ length: 1000 }, (_, step) => 1000 - step),
    50,
    5,
  ).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(59);
  expect(lines.join('').match(/•/g)).toHaveLength(50);
});

test('no loss, one loss and a flat loss can be drawn', () => {
  expect(drawLossCurve([])).toBe('');
  expect(drawLossCurve([2])).toContain('2.00 │•');
  expect(drawLossCurve([2, 2, 2])).toContain('•••');
});
