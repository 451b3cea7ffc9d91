import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import { CsvParser } from './csvParser.ts';
import { isJson5, Json5Cleaner } from './json5.ts';
import { previewFile } from './previewFile.ts';
import { importContent } from './testing.ts';

/** Delimiters, encodings and JSON that few programs write, and that came in wrong without a word. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-unusual-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ['name', 'kind', 'price', 'text'];
const ROWS = Array.from({ length: 24 }, (_, at) => [
  `${['Sturdy', 'Velvet', 'Misty'][at % 3]} ${['lamp', 'chair', 'mug', 'bell'][at % 4]}`,
  // An empty cell makes two delimiters of one.
  at % 5 === 3 ? '' : (['home', 'garden'][at % 2] as string),
  (9 + at * 1.07).toFixed(2),
  `Made of ${['oak', 'cork'][at % 2]}, lasts for years; number ${at} of them.`,
]);
const tableOf = (delimiter: string, rows = ROWS) => [NAMES, ...rows].map((row) => row.join(delimiter)).join('\n');
const doubtsOf = async (name: string, content: string, options: ImportOptions = {}) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  const request = { files: [path], options, scratch: join(folder, 'scratch') };
  return (await previewFile(request, new AbortController().signal)).doubts;
};

describe('delimiters', () => {
  test.each(['||', '::', '~|~', '|~|', '^|^', '##', '$$', '@@', '|', '^', ':'])('%s is found', async (delimiter) => {
    const { names, table, rejected, delimiter: found } = await importContent(folder, 'a.csv', tableOf(delimiter));
    expect([names, rejected, found]).toEqual([NAMES, 0, delimiter]);
    expect(table).toEqual(ROWS);
  });

  test.each(['||', '::', '~|~'])('%s may stand in quotes, over lines, and at the end of a part', async (delimiter) => {
    const text = `first${delimiter}line\nsecond "line"`;
    const rows = ROWS.map(([name = '', kind = '', price = '']) => [name, kind, price, text]);
    const written = [NAMES, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter));
    const { names, table } = await importContent(folder, 'a.csv', written.join('\r\n'));
    expect([names, table]).toEqual([NAMES, rows]);
    for (const backslash of [false, true]) {
      const parts: string[][] = [];
      const parser = new CsvParser(
        delimiter,
        { row: (cells) => void parts.push(cells), reject: (_, reason) => void parts.push([reason]) },
        { backslash },
      );
      for (const character of written.join('\n')) parser.feed(character);
      parser.end();
      expect(parts).toEqual([NAMES, ...rows]);
    }
  });

  test('a colon is a doubt, and said otherwise a line is one cell', async () => {
    const content = tableOf(':');
    expect(await doubtsOf('a.csv', content)).toContainEqual({ kind: 'delimiter', delimiter: ':', others: [''] });
    expect(await doubtsOf('a.csv', content, { delimiter: ':' })).toEqual([]);
    expect((await importContent(folder, 'a.csv', content, { delimiter: '' })).names).toHaveLength(1);
  });

  test.each<[string, string[]]>([
    ['times', Array.from({ length: 20 }, (_, at) => `at ${10 + (at % 9)}:${20 + at}`)],
    ['addresses', Array.from({ length: 20 }, (_, at) => `https://shop.example/${at}`)],
    ['remarks', Array.from({ length: 20 }, (_, at) => `Note ${at}: keep it dry`)],
    ['code', Array.from({ length: 20 }, (_, at) => `std::string name${at}; // the ${at}th`)],
    ['rules', Array.from({ length: 20 }, (_, at) => (at % 2 ? `Chapter ${at}` : '--------'))],
  ])('signs of the text are none: %s', async (_, lines) => {
    const { names, table } = await importContent(folder, 'a.txt', lines.join('\n'), { unit: 'line' });
    expect([names, table]).toEqual([['text'], lines.map((line) => [line])]);
  });

  test('empty columns of a usual delimiter are none of its own', async () => {
    const rows = ROWS.map(([name = '', kind = '', price = '', text = '']) => [name, '', kind, price, text].join('|'));
    const { names } = await importContent(folder, 'a.csv', ['name|code|kind|price|text', ...rows].join('\n'));
    expect(names).toEqual(['name', 'code', 'kind', 'price', 'text']);
  });

  test('can be said, and what cannot stand between cells is refused', async () => {
    const { names, table } = await importContent(folder, 'a.csv', tableOf(' and '), { delimiter: ' and ' });
    expect([names, table]).toEqual([NAMES, ROWS]);
    for (const delimiter of ['"', 'a\nb', '123456789'])
      expect(ImportOptions.safeParse({ delimiter }).success, delimiter).toBe(false);
  });
});

describe('UTF-32', () => {
  const text = tableOf(',', [
    ['größer 灯 🙂', 'home', '1.50', 'fine'],
    ...ROWS.map((row) => row.slice(0, 3).concat('x')),
  ]);
  const encoded = (littleEndian: boolean, mark: boolean) => {
    const codes = [...(mark ? '\uFEFF' : ''), ...text].map((character) => character.codePointAt(0) ?? 0);
    const view = new DataView(new ArrayBuffer(codes.length * 4));
    for (const [at, code] of codes.entries()) view.setUint32(at * 4, code, littleEndian);
    return new Uint8Array(view.buffer);
  };
  test.each([
    [true, true],
    [false, true],
    [true, false],
    [false, false],
  ])('little-endian: %s, with a byte-order mark: %s', async (littleEndian, mark) => {
    const { encoding, names, table } = await importContent(folder, 'a.csv', encoded(littleEndian, mark));
    expect([encoding, names]).toEqual([littleEndian ? 'utf-32le' : 'utf-32be', NAMES]);
    expect(table[0]?.[0]).toBe('größer 灯 🙂');
    expect(table).toHaveLength(25);
  });

  test('a file that is cut, and what is no character, cost their row only', async () => {
    const bytes = encoded(true, true);
    expect(await importContent(folder, 'a.csv', bytes.subarray(0, -3))).toMatchObject({ rows: 24, rejected: 1 });
    new DataView(bytes.buffer).setUint32(4 * (NAMES.join(',').length + 3), 0xffffffff, true);
    expect(await importContent(folder, 'b.csv', bytes, { encoding: 'utf-32be' })).toMatchObject({
      ...{ rows: 24, rejected: 1, encoding: 'utf-32le' },
    });
  });
});

describe('JSON for people', () => {
  const records = ROWS.slice(0, 8).map(([name, kind, price, text]) => ({ name, kind, price: Number(price), text }));
  const unquoted = (record: object) => JSON.stringify(record).replaceAll(/"(\w+)":/g, '$1: ');
  const plain = (content: string) => {
    const whole = new Json5Cleaner();
    const parts = new Json5Cleaner();
    const once = whole.clean(content) + whole.end();
    expect([...content].map((character) => parts.clean(character)).join('') + parts.end()).toBe(once);
    return once;
  };

  test.each<[string, string]>([
    ['names without quotes', `[${records.map(unquoted).join(',\n')}]`],
    [
      'a comment beside each row',
      `[\n${records.map((one) => `  // it's "one"\n${JSON.stringify(one)}`).join(',\n')}\n]`,
    ],
    [
      'a comment before all, commas before the end',
      `/* exported,\n * by hand */\n{ "version": 1, "items": [\n${records.map((one) => `${unquoted(one)},`).join('\n')}\n], }`,
    ],
    ['one a line', records.map((one) => `${unquoted(one)} // one`).join('\n')],
  ])('%s', async (_, content) => {
    const { names, table, rejected } = await importContent(folder, 'a.json', content);
    expect([names, rejected]).toEqual([NAMES, 0]);
    expect(table.map((row) => row.map((cell, at) => (at === 2 ? Number(cell) : cell)))).toEqual(
      records.map(({ name, kind, price, text }) => [name, kind, price, text]),
    );
  });

  test('comments are left out, and it is said how many and how they begin', async () => {
    const rows = records.map((one) => `  // ${one.name}, sold out // for good\n  ${JSON.stringify(one)}`);
    const content = `[\n${rows.join(',\n')}\n  /* ${JSON.stringify(records[0])} */\n]`;
    const first = `${records[0]?.name}, sold out // for good`;
    for (const name of ['a.json', 'a.jsonc']) {
      expect(await doubtsOf(name, content)).toEqual([{ kind: 'comments', comments: 9, text: first }]);
    }
    expect(await doubtsOf('b.json', `/** by hand */\n${JSON.stringify(records)}`)).toEqual([
      { kind: 'comments', comments: 1, text: '* by hand' },
    ]);
    expect(await doubtsOf('c.json5', `[${records.map(unquoted).join()}]`)).toEqual([]);
    const { doubts } = await importContent(folder, 'a.json', content);
    expect(doubts).toEqual([{ kind: 'comments', comments: 9, text: first }]);
  });

  test.each<[string, unknown]>([
    [`{a: 'it\\'s "one"', /* b: 1 */ c: 0x1F, d: .5, e: 5., f: +2, 'g': null,}`, null],
    [`{"url": "http://a/*b*/", // c\n $k: 'x\\\ny', ä: -.5e3}`, { url: 'http://a/*b*/', $k: 'xy', ä: -500 }],
  ])('is made plain: %s', (content, expected) => {
    const made = plain(content).replace(/,\s*\}$/, '}');
    const first = { a: 'it\'s "one"', c: 31, d: 0.5, e: 5, f: 2, g: null };
    expect(JSON.parse(made)).toEqual(expected ?? first);
    expect(made.split('\n')).toHaveLength(content.split('\n').length);
  });

  test('what is plain stays as it is, and text of another kind is none', () => {
    const content = JSON.stringify([{ a: 'http://x // {b: 1}', b: -1.5e-3, c: [true, null] }], null, 1);
    expect(isJson5(content)).toBe(false);
    expect(plain(content)).toBe(content);
    for (const text of ['name,text\n{a: b},c', '[link]: http://x', 'see // there', ''])
      expect(isJson5(text), text).toBe(false);
  });

  test('among lines of JSON, what begins like a comment is a row that is broken', async () => {
    const lines = records.map((record) => JSON.stringify(record));
    lines.splice(3, 0, `////${lines[3]}`);
    expect(await importContent(folder, 'a.jsonl', lines.join('\n'))).toMatchObject({ rows: 8, rejected: 1 });
  });

  test('a text in braces is no JSON because of its name, and a row that is broken costs itself', async () => {
    const lines = Array.from({ length: 5 }, (_, at) => `{ color: red${at}; margin: 0 }`);
    expect(await importContent(folder, 'a.txt', lines.join('\n'), { unit: 'line' })).toMatchObject({ rows: 5 });
    const rows = records.map(unquoted);
    rows[3] = '{name: "half, ';
    expect(await importContent(folder, 'a.json', rows.join('\n'))).toMatchObject({ rows: 7, rejected: 1 });
  });
});
