import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RAW_LENGTH } from '../../../shared/domain/datasets/dataset.ts';
import { expectLinear } from '../testing/linear.ts';
import { CsvParser, MAX_FIELD_LENGTH } from './csvParser.ts';

interface Parsed {
  rows: string[][];
  lines: number[];
  rejections: { line: number; reason: string; raw: string }[];
}

function parse(text: string | readonly string[], delimiter = ','): Parsed {
  const parsed: Parsed = { rows: [], lines: [], rejections: [] };
  const parser = new CsvParser(delimiter, {
    row: (cells, line) => {
      parsed.rows.push(cells);
      parsed.lines.push(line);
    },
    reject: (line, reason, raw) => parsed.rejections.push({ line, reason, raw }),
  });
  for (const part of typeof text === 'string' ? [text] : text) parser.feed(part);
  parser.end();
  return parsed;
}

describe('RFC 4180', () => {
  test.each<[string, string, string[][]]>([
    [
      'rows and fields',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'no line break at the end',
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'CRLF after a quoted field',
      '"a","b"\r\n"c","d"\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a quoted delimiter', '"a,b",c', [['a,b', 'c']]],
    [
      'a quoted line break',
      '"a\nb",c\nd,e',
      [
        ['a\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    ['a quoted CRLF stays as it is', '"a\r\nb",c', [['a\r\nb', 'c']]],
    ['doubled quotes', '"say ""hi""",b', [['say "hi"', 'b']]],
    ['only a quote', '"""",b', [['"', 'b']]],
    [
      'empty fields',
      '"",,\n"",x,""',
      [
        ['', '', ''],
        ['', 'x', ''],
      ],
    ],
    ['a quote inside an unquoted field is text', 'a 5" pipe,b', [['a 5" pipe', 'b']]],
    ['spaces are part of a field', ' a , b ', [[' a ', ' b ']]],
    [
      'blank lines are no rows',
      '\na,b\n\n\r\nc,d\n\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'delimiters and blanks alone are no row',
      'a,b\n , \n,\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'carriage returns before a line feed',
      'a,b\r\r\n"c","d"\r\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['one column', 'a\nb\n', [['a'], ['b']]],
    ['a carriage return inside a field', 'a\rb,c\n', [['a\rb', 'c']]],
    ['nothing', '', []],
  ])('%s', (_, text, rows) => expect(parse(text)).toMatchObject({ rows, rejections: [] }));

  test('other delimiters', () => {
    expect(parse('a,b\t"c\td"', '\t').rows).toEqual([['a,b', 'c\td']]);
    expect(parse('a;"b;""c"""\n', ';').rows).toEqual([['a', 'b;"c"']]);
  });

  test('a row says the line it starts on', () => {
    expect(parse('a,b\n"1\n2\n3",c\n\nd,e').lines).toEqual([1, 2, 6]);
  });
});

describe('what cannot be a row', () => {
  test('an unclosed quote costs its own line only', () => {
    expect(parse('a,b\nc,"d\ne,f\ng,h\n')).toMatchObject({
      rows: [
        ['a', 'b'],
        ['e', 'f'],
        ['g', 'h'],
      ],
      rejections: [{ line: 2, reason: 'unclosed_quote', raw: 'c,"d' }],
    });
  });

  test('an unclosed quote on the last line', () => {
    expect(parse('a,b\nc,"d')).toMatchObject({
      rows: [['a', 'b']],
      rejections: [{ line: 2, reason: 'unclosed_quote' }],
    });
  });

  test('an unclosed quote before a line with quotes of its own', () => {
    expect(parse('a,b\nc,"d\n"e","f"\ng,h\n')).toMatchObject({
      rows: [
        ['a', 'b'],
        ['e', 'f'],
        ['g', 'h'],
      ],
      rejections: [{ line: 2, reason: 'unclosed_quote' }],
    });
  });

  test('text after a closing quote', () => {
    expect(parse('a,b\n"c" x,d\ne,f')).toMatchObject({
      rows: [
        ['a', 'b'],
        ['e', 'f'],
      ],
      rejections: [{ line: 2, reason: 'text_after_quote', raw: '"c" x,d' }],
    });
  });

  test.each([
    ['nul_byte', 'c,d\0'],
    ['nul_byte', '"c\0\nx",d'],
    ['bad_encoding', 'c,\uFFFD'],
  ])('%s', (reason, line) => {
    expect(parse(`a,b\n${line}\ne,f`)).toMatchObject({
      rows: [
        ['a', 'b'],
        ['e', 'f'],
      ],
      rejections: [{ line: 2, reason }],
    });
  });

  test('a field that is too long, quoted or not, is rejected with a short piece of it', () => {
    const long = 'x'.repeat(MAX_FIELD_LENGTH + 1);
    for (const field of [long, `"${long}"`]) {
      const { rows, rejections } = parse(`a,b\n${field},c\nd,e`);
      expect(rows).toEqual([
        ['a', 'b'],
        ['d', 'e'],
      ]);
      expect(rejections).toMatchObject([{ line: 2, reason: 'field_too_long' }]);
      expect(rejections[0]?.raw).toHaveLength(RAW_LENGTH + 1);
    }
    expect(parse(`a,b\n${long.slice(1)},c\n`).rows).toHaveLength(2);
  });
});

// No carriage returns in cells: one at a cell's end cannot be told from the line's own.
const cell = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', '茶'), maxLength: 12 }),
  )
  .filter((text) => !/[\r\0\uFFFD]/.test(text));
const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('properties', () => {
  test('any table written as CSV comes back', () => {
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((columns) => fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 12 }));
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        (rows, delimiter, end) => {
          const text = rows.map((row) => row.map(quote).join(delimiter) + end).join('');
          expect(parse(text, delimiter)).toMatchObject({ rows, rejections: [] });
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  const messy = fc
    .array(fc.constantFrom('a', 'bc', '"', '""', ',', '\n', '\r\n', '\r', '\0', '\uFFFD', '茶', ' '), { maxLength: 60 })
    .map((parts) => parts.join(''));

  test('it does not matter where the text is cut', () => {
    fc.assert(
      fc.property(messy, fc.array(fc.nat(60), { maxLength: 6 }), (text, places) => {
        const cuts = [0, ...places.map((place) => Math.min(place, text.length)).sort((a, b) => a - b), text.length];
        const parts = cuts.slice(1).map((end, index) => text.slice(cuts[index], end));
        expect(parse(parts)).toEqual(parse(text));
        expect(parse([...text].flatMap((character) => character.split('')))).toEqual(parse(text));
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  test('every line that is not blank is in a row or rejected', () => {
    fc.assert(
      fc.property(messy, (text) => {
        const { rows, lines, rejections } = parse(text);
        const content = new Map(rejections.map(({ line, raw }) => [line, raw]));
        for (const [index, line] of lines.entries()) content.set(line, rows[index]?.join(',') ?? '');
        expect(content.size).toBe(rows.length + rejections.length);
        let last = '';
        for (const [index, line] of text.split('\n').entries()) {
          last = content.get(index + 1) ?? last;
          // A line that starts nothing is blank, or goes on with a quoted field of the row before it.
          if (!content.has(index + 1) && !/^[\r, ]*$/.test(line)) expect(last).toContain('\n');
        }
      }),
      { numRuns: 1000, seed: 3 },
    );
  });
});

test.each([
  ['an unclosed quote at the start', 'a,"b\n', 'some text,more text\n'],
  ['an unclosed quote on every line', '', `x,"some text and then some more of it ${'y'.repeat(400)}\n`],
  ['a quote on every line, none closed alone', '', 'a,"b""c\n'],
])('time is linear: %s', (_, start, line) => {
  expectLinear(
    (lines) => {
      const text = start + lines;
      let count = 0;
      const parser = new CsvParser(',', { row: () => count++, reject: () => count++ });
      for (let at = 0; at < text.length; at += 1 << 14) parser.feed(text.slice(at, at + (1 << 14)));
      parser.end();
      expect(count).toBeGreaterThan(100);
    },
    line,
    1 << 18,
  );
});
