import { expect, test } from 'vitest';
import { ColumnStatistics } from './columnStatistics.ts';

const labelsIn = (cells: readonly string[]) => {
  const statistics = new ColumnStatistics('column');
  for (const cell of cells) statistics.add(cell);
  return statistics.result().labels;
};
const topics = ['price', 'delivery', 'quality', 'colour'];
const cellsWith = (separator: string) =>
  Array.from({ length: 40 }, (_, row) =>
    [topics[row % 4], topics[(row * 3 + 1) % 4]].slice(0, 1 + (row % 2)).join(separator),
  );

test.each([';', '|', ', ', '、'])('cells with several labels are known by “%s” between them', (separator) => {
  expect(labelsIn(cellsWith(separator))).toEqual({ separator: separator.trim(), distinct: 4 });
});

test('labels without, texts with commas, numbers and names that never come again are none', () => {
  expect(labelsIn(cellsWith(''))).toBeUndefined();
  expect(labelsIn(['I like it, really.', 'Too late, too dear.', 'Fine, thanks!', 'No; never.'])).toBeUndefined();
  expect(labelsIn(['1,000', '2,500', '3,125', '14,000'])).toBeUndefined();
  expect(labelsIn(['Smith, John', 'Doe, Jane', 'Roe, Richard'])).toBeUndefined();
  expect(labelsIn([])).toBeUndefined();
});
