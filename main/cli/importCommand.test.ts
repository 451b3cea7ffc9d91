import { expect, test } from 'vitest';
import { canonicalEncoding, readHeader } from './importCommand.ts';

test.each([
  ['utf8', 'utf-8'],
  ['UTF-8-SIG', 'utf-8'],
  ['utf16', 'utf-16le'],
  ['utf_16_be', 'utf-16be'],
  ['latin1', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['GBK', 'gb18030'],
  ['cp936', 'gb18030'],
  ['sjis', 'shift_jis'],
  ['cp932', 'shift_jis'],
  ['big5-hkscs', 'big5'],
  ['cp850', 'ibm850'],
  ['437', 'ibm437'],
  ['mac-roman', 'macintosh'],
  ['mac_latin2', 'x-mac-centraleurroman'],
  ['latin2', 'iso-8859-2'],
  ['iso8859_15', 'iso-8859-15'],
  ['ISO-8859-9', 'windows-1254'],
  ['tis-620', 'windows-874'],
  ['cp1254', 'windows-1254'],
  ['koi8r', 'koi8-r'],
  ['klingon', 'klingon'],
])('the encoding %s is %s', (label, encoding) => {
  expect(canonicalEncoding(label)).toBe(encoding);
});

test.each([
  ['yes', true],
  ['False', false],
  ['none', false],
  ['auto', null],
])('the header %s is %s', (answer, header) => {
  expect(readHeader(answer)).toBe(header);
});

test('another answer is refused', () => {
  expect(() => readHeader('perhaps')).toThrow('use yes, no or auto');
});
