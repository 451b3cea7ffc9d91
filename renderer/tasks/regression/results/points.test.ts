import { expect, test } from 'vitest';
import { pointsOf, rangeOf, worstOf } from './points.ts';

const row = (place: number, reference: string, output: string) => ({
  row: place,
  inputs: [],
  prompt: `text ${place}`,
  reference,
  output,
});

test('points are rows with two numbers, on two axes that are alike, the worst first', () => {
  const points = pointsOf([row(0, '10', '12'), row(1, '30', '10'), row(2, 'x', '1')]);
  expect(points).toHaveLength(2);
  expect(rangeOf(points)).toEqual([10, 30]);
  expect(worstOf(points, 1)).toMatchObject([{ row: 1, actual: 30, predicted: 10 }]);
});
