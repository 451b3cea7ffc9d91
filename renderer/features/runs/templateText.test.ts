import { expect, test } from 'vitest';
import { completionAt, unknownColumns } from './templateText.ts';

test.each([
  ['name: |', { isInside: false, start: 6, end: 6 }],
  ['{|', { isInside: false, start: 1, end: 1 }],
  ['{{|', { isInside: true, start: 2, end: 2 }],
  ['{{ na|', { isInside: true, start: 3, end: 5 }],
  ['{{a}} {{na|me}} x', { isInside: true, start: 8, end: 14 }],
  ['{{a}}|', { isInside: false, start: 5, end: 5 }],
  ['{{product na|', { isInside: true, start: 2, end: 12 }],
])('completing %s', (text, place) => {
  const caret = text.indexOf('|');
  expect(completionAt(text.replace('|', ''), caret)).toEqual(place);
});

test('columns that there are not are found where they stand', () => {
  expect(unknownColumns('{{ name }} {{nme}}\n{{}}', ['name'])).toEqual([
    { name: 'nme', start: 11, end: 18 },
    { name: '', start: 19, end: 23 },
  ]);
});
