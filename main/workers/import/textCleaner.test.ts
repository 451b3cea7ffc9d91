import { expect, test } from 'vitest';
import { TextCleaner } from './textCleaner.ts';

function clean(text: string, carriageReturns = false, skipLines = 0, part = text.length): string {
  const cleaner = new TextCleaner({ carriageReturns, skipLines });
  let cleaned = '';
  for (let at = 0; at < text.length; at += part) cleaned += cleaner.clean(text.slice(at, at + part));
  return cleaned + cleaner.end();
}

test.each<[string, string, boolean, number, string]>([
  ['lines of old Macs', 'a,b\r1,2\r3,4', true, 0, 'a,b\n1,2\n3,4'],
  ['lines of every kind', 'a\rb\nc\r\nd\r\r\ne', true, 0, 'a\nb\nc\nd\n\ne'],
  ['a carriage return that ends nothing', 'a\rb\r\n', false, 0, 'a\rb\r\n'],
  ['Ctrl-Z at the end', 'a,b\r\n1,2\r\n\x1A', false, 0, 'a,b\r\n1,2\r\n'],
  ['Ctrl-Z after the last cell, with what fills the block', 'a,b\n1,2\x1A\0\0\n', false, 0, 'a,b\n1,2\n'],
  ['Ctrl-Z within a text', 'a\x1Ab\n', false, 0, 'a\x1Ab\n'],
  ['byte-order marks where files were joined', '\uFEFFa\n\uFEFF\uFEFFb\nc\uFEFFd', false, 0, 'a\nb\nc\uFEFFd'],
  ['lines before the table', 'title\n\nname,text\n', false, 2, 'name,text\n'],
  ['lines before the table of an old Mac', 'title\r\rname,text\r', true, 2, 'name,text\n'],
  ['more lines than there are', 'a\nb', false, 5, ''],
])('%s', (_, text, carriageReturns, skipLines, expected) => {
  for (const part of [1, 2, 3, text.length]) expect(clean(text, carriageReturns, skipLines, part)).toBe(expected);
});
