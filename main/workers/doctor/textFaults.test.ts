import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stripMarkup } from './markup.ts';
import { repairMojibake } from './mojibake.ts';

const asLatin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const asWindows1252 = (text: string) => new TextDecoder('windows-1252').decode(Buffer.from(text, 'utf8'));

describe('mojibake', () => {
  const meant = [
    'für große Räume – schön',
    'It’s “fine” … €5',
    '这盏灯照亮房间',
    'Привет, мир',
    'naïve café, São Paulo',
    '°C ½ ™',
  ];

  test.each(meant)('%s is repaired from either reading, and from both one after the other', (text) => {
    expect(repairMojibake(asWindows1252(text))).toBe(text);
    expect(repairMojibake(asLatin1(text))).toBe(text);
    expect(repairMojibake(asWindows1252(asWindows1252(text)))).toBe(text);
  });

  test.each([
    ...meant,
    'Der Buchstabe „Ä“, ein „Spaß“ und «café»',
    'été…” voilà\u00a0! « café\u00a0» naïve',
    'SÃO PAULO, Ångström, Æsir, Þór, Ð',
    '100 µm ± 5 °C × 2 ¼ £',
  ])('%s is left alone', (text) => {
    expect(repairMojibake(text)).toBe(text);
  });

  test('nothing is repaired twice, and plain text is never changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => repairMojibake(repairMojibake(text)).length <= text.length),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => repairMojibake(text) === text));
  });
});

describe('markup', () => {
  test.each([
    ['<p>One &amp; two</p><p>three</p>', 'One & two\n\nthree'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['<a href="https://example.com" target=_blank>link</a>', 'link'],
    ['<ul><li>one</li><li>two</li></ul>', 'one\n\ntwo'],
    ['x<script>alert(1 < 2)</script>y', 'xy'],
    ['&lt;3 &#8364; &#x20AC; &uuml;&Uuml; &nbsp;x', '<3 € € üÜ x'],
    ['[b]bold[/b] text', 'bold text'],
    ['<!-- comment -->text', 'text'],
  ])('%s', (html, text) => {
    expect(stripMarkup(html)).toBe(text);
  });

  test.each([
    '1 < 2 and 3 > 2',
    'vector<string> of <i>',
    'AT&T; R&D',
    'a [b] c',
    'x << 3',
    '&unknown;',
    '<ada@example.com>',
  ])('%s is left alone', (text) => {
    expect(stripMarkup(text)).toBe(text);
  });
});
