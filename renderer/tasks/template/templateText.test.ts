import { expect, test } from 'vitest';
import { completionInTemplate, matchingColumns, templateParts, unknownColumns } from './templateText.ts';

test.each([
  ['name: |', { isInside: false, start: 6, end: 6 }],
  ['{|', { isInside: false, start: 1, end: 1 }],
  ['{{|', { isInside: true, start: 2, end: 2 }],
  ['{{ na|', { isInside: true, start: 3, end: 5 }],
  ['{{a}} {{na|me}} x', { isInside: true, start: 8, end: 14 }],
  ['{{a}}|', { isInside: false, start: 5, end: 5 }],
  ['{{product na|', { isInside: true, start: 2, end: 12 }],
  ['{{a}}\n{{na|\n{{b}}', { isInside: true, start: 8, end: 10 }],
  ['{{\n|', { isInside: false, start: 3, end: 3 }],
])('completing %s', (text, place) => {
  const caret = text.indexOf('|');
  expect(completionInTemplate(text.replace('|', ''), caret)).toEqual(place);
});

test('columns that there are not are found where they stand', () => {
  expect(unknownColumns('{{ name }} {{nme}}\n{{}}', ['name'])).toEqual([
    { name: 'nme', start: 11, end: 18 },
    { name: '', start: 19, end: 23 },
  ]);
});

test('columns that begin with what was typed come before those that hold it', () => {
  expect(matchingColumns(['product', 'Name', 'brand name'], 'na')).toEqual(['Name', 'brand name']);
  expect(matchingColumns(['b', 'a'], '')).toEqual(['b', 'a']);
  expect(matchingColumns(['b'], 'x')).toEqual([]);
});

test('a template is shown in pieces that make it up, split at the caret', () => {
  const template = 'say {{ name }}: {{nme}} {{';
  const parts = templateParts(template, ['name'], 26);
  expect(parts.map((part) => ('text' in part ? part.text : '')).join('')).toBe(template);
  expect(parts.map(({ kind }) => kind)).toEqual(['text', 'known', 'text', 'unknown', 'text', 'caret']);
  expect(templateParts('ab{{name}}', ['name'], 1)).toEqual([
    { kind: 'text', start: 0, text: 'a' },
    { kind: 'caret', start: 1 },
    { kind: 'text', start: 1, text: 'b' },
    { kind: 'known', start: 2, text: '{{name}}' },
  ]);
  expect(templateParts('', [], 0)).toEqual([{ kind: 'caret', start: 0 }]);
});
