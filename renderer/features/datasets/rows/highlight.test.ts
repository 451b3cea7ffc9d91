import { expect, test } from 'vitest';
import { highlight } from './highlight.ts';

const marked = (text: string, ...terms: string[]) =>
  highlight(text, terms)
    .map((part) => (part.hit ? `[${part.text}]` : part.text))
    .join('');

test('hits are marked in any case, the longest first', () => {
  expect(marked('Tea and teapot', 'tea', 'teapot')).toBe('[Tea] and [teapot]');
  expect(marked('茶壶，红茶', '茶')).toBe('[茶]壶，红[茶]');
  expect(marked('a.c abc', 'a.c')).toBe('[a.c] abc');
  expect(marked('ÉCLAIR', 'éclair')).toBe('[ÉCLAIR]');
  expect(marked('nothing', '')).toBe('nothing');
  expect(highlight('', ['x'])).toEqual([{ text: '', hit: false }]);
});
