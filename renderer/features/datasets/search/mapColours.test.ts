import { expect, test } from 'vitest';
import { COLOURS, colouring } from './mapColours.ts';

const point = (cluster: number, value = '') => ({ row: 0, x: 0, y: 0, text: '', cluster, value });

test('points are coloured by cluster, in the order of clusters', () => {
  const { colourOf, legend } = colouring([point(1), point(0), point(1)], (cluster) => `words ${cluster}`);
  expect(legend.map(({ label }) => label)).toEqual(['words 0', 'words 1']);
  expect([colourOf(point(0)), colourOf(point(1))]).toEqual([COLOURS[0], COLOURS[1]]);
});

test('values have colours, the commonest first; beyond the colours there are, they share one', () => {
  const values = Array.from({ length: COLOURS.length + 3 }, (_, place) => `v${place}`);
  const points = [...values.map((value) => point(0, value)), point(0, 'v9'), point(0, 'v9')];
  const { colourOf, legend } = colouring(points, String);
  expect(legend[0]?.label).toBe('v9');
  expect(legend.at(-1)?.label).toBe('');
  expect(legend).toHaveLength(COLOURS.length + 1);
  expect(colourOf(point(0, 'v22'))).toBe(legend.at(-1)?.colour);
});
