import { expect, test } from 'vitest';
import { formatNumber, renderTable } from './table.ts';

test('text stands to the left and numbers to the right', () => {
  expect(
    renderTable(
      ['engine', 'tokens/s', '×'],
      [
        ['ours', '12,345.6', '1.20×'],
        ['PyTorch', '7', ''],
      ],
    ).split('\n'),
  ).toEqual([
    '| engine  | tokens/s |     × |',
    '| ------- | -------: | ----: |',
    '| ours    | 12,345.6 | 1.20× |',
    '| PyTorch |        7 |       |',
  ]);
});

test('a short row is filled up, and a table may be empty', () => {
  expect(
    renderTable(['a', 'b'], [['x']])
      .split('\n')
      .at(-1),
  ).toBe('| x   |     |');
  expect(renderTable(['a'], [])).toBe('| a   |\n| --- |');
});

test.each([
  [1234.5, 1, '1,234.5'],
  [1999.6, 0, '2,000'],
  [null, 0, '–'],
  [undefined, 2, '–'],
])('%s with %d digits is %s', (value, digits, text) => expect(formatNumber(value, digits)).toBe(text));
