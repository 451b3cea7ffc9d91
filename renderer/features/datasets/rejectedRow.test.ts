import { describe, expect, test } from 'vitest';
import { cellsOf } from './rejectedRow.ts';

const columns = ['a', 'b'];

describe('a rejected row that was put right', () => {
  test.each<[string, string[] | null]>([
    ['1,x', ['1', 'x']],
    ['"1, 2","say ""x"""', ['1, 2', 'say "x"']],
    ['"two\nlines",', ['two\nlines', '']],
    ['', ['']],
    ['1,2,3', ['1', '2', '3']],
    ['"open,x', null],
    ['"a"b,x', null],
    ['a\nb,x', null],
  ])('CSV %j', (text, cells) => expect(cellsOf(text, 'csv', ',', columns)).toEqual(cells));

  test.each<[string, string[] | null]>([
    ['{"b":[1],"a":null}', ['', '[1]']],
    ['["1",2]', ['1', '2']],
    ['{"c":1}', null],
    ['{"a":', null],
    ['7', null],
  ])('JSON %j', (text, cells) => expect(cellsOf(text, 'jsonl', '', columns)).toEqual(cells));

  test('a text is its only cell', () => expect(cellsOf('a, b', 'txt', '', ['text'])).toEqual(['a, b']));
});
