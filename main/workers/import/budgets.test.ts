import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../db/open.ts';
import { expectLinear } from '../testing/linear.ts';
import { Brackets } from './brackets.ts';
import { columnNames } from './columnNames.ts';
import { CsvParser } from './csvParser.ts';
import { guessHeader } from './headerRows.ts';
import { HtmlTableReader } from './htmlReader.ts';
import { findJsonLayout, ROOT_LIST, tellJson } from './jsonLayout.ts';
import { jsonlReader } from './jsonlReader.ts';
import { JsonReader } from './jsonReader.ts';
import { checkPage } from './parquetChecks.ts';
import type { RowSink, TextReader } from './rowSink.ts';
import { importContent, importPaths, workbookOf, zipOf } from './testing.ts';
import { elements, unescapeXml } from './xml.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-budgets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const nothing: RowSink = { row: () => {}, record: () => {}, reject: () => {} };
const fed = (make: () => TextReader) => (text: string) => {
  const reader = make();
  for (let at = 0; at < text.length; at += 1 << 16) reader.feed(text.slice(at, at + (1 << 16)));
  reader.end();
};

/** Texts that took time by the square of their length, or would in a careless reader. */
const HOSTILE: [string, string, (text: string) => void][] = [
  ['JSON: escaped quotes', '\\"', (text) => void findJsonLayout(`{"a":"${text}`)],
  ['JSON: escaped quotes, closed', '\\"', (text) => void tellJson(`{"a":"${text}"}`, true)],
  ['JSON: quotes', '"', (text) => void findJsonLayout(`{${text}`)],
  ['JSON: backslashes', '\\', (text) => void tellJson(`{"a":"${text}`, true)],
  ['JSON: brackets of the other kind', '[}', (text) => fed(() => new JsonReader(ROOT_LIST, nothing))(text)],
  ['JSON: keys', '{"a":', (text) => fed(() => new JsonReader({ ...ROOT_LIST, path: ['a', 'b'] }, nothing))(text)],
  [
    'JSON: escaped quotes in rows',
    '\\"',
    (text) => fed(() => new JsonReader({ ...ROOT_LIST, path: ['b'] }, nothing))(`{"${text}":[`),
  ],
  ['JSON Lines: zeros', '0', (text) => fed(() => jsonlReader(nothing))(`{"a":1.${text}x}`)],
  ['JSON Lines: quotes', '"\\"', (text) => fed(() => jsonlReader(nothing))(text)],
  ['XML: openings without an end', '<row ', (text) => void [...elements(text, 'row')]],
  ['XML: elements without an end', '<row><row>', (text) => void [...elements(text, 'row')]],
  ['XML: entities', '&#1', (text) => void unescapeXml(text)],
  ['names: the same again', 'a,', (text) => void columnNames(text.split(','))],
  ['names: carriage returns in a cell', '\r', (text) => void guessHeader([[`3${text}x`], ['4'], ['5']])],
  ['names: marks in a code', '_', (text) => void guessHeader([[`Q1${text}!`], ['Who is it?'], ['a b']])],
  ['HTML: openings', '<td ', (text) => fed(() => new HtmlTableReader(nothing, ''))(`<table>${text}`)],
  ['HTML: scripts', '<script>', (text) => fed(() => new HtmlTableReader(nothing, ''))(`<table>${text}`)],
  ['CSV: a quote that is never closed', 'a,b\n', (text) => fed(() => new CsvParser(',', nothing))(`"${text}`)],
  ['HTML: blanks', ' \n', (text) => fed(() => new HtmlTableReader(nothing, ''))(`<table><tr><td>${text}`)],
];

test.each(HOSTILE)('eight times as much takes no more than some eight times as long: %s', (_, piece, read) => {
  expectLinear(read, piece, 1 << 15);
});

test('closing brackets that fit nowhere are not looked for among all that are open', () => {
  const brackets = new Brackets();
  for (let count = 0; count < 9000; count++) brackets.open(91);
  // With a search each time this would be nine billion comparisons.
  for (let count = 0; count < 1_000_000; count++) brackets.close(125);
  expect(brackets.depth).toBe(9000);
});

test('a new key in each line costs that column and no look at all rows', async () => {
  const lines = Array.from({ length: 300 }, (_, at) => JSON.stringify({ name: `lamp ${at}`, [`key ${at}`]: `${at}` }));
  const { names, rows, table } = await importContent(folder, 'a.jsonl', lines.join('\n'));
  expect([names.length, rows, table[299]?.[300], table[299]?.[299]]).toEqual([301, 300, '299', '']);
  const database = openDatabase(join(folder, 'out.db'), { readonly: true });
  const sql = database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'cells'").pluck().get();
  database.close();
  // SQLite looks at each row of a strict table whenever it gets a column.
  expect(sql).not.toMatch(/STRICT/);
});

test('an archive of many small texts is read whole, and one that is damaged is refused', async () => {
  const texts = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`${at}.txt`, `text ${at}`]));
  const packed = Buffer.from(zipOf(texts));
  expect(await importContent(folder, 'a.zip', packed)).toMatchObject({ rows: 1000, rejected: 0 });
  // In the packed bytes of the first text, behind its header of 30 bytes and its name.
  packed.fill(0xff, 36, 42);
  await expect(importContent(folder, 'a.zip', packed)).rejects.toMatchObject({ code: 'archive_broken' });
});

test.skipIf(!existsSync('/proc/self/mem'))('a file that can be opened and not be read has its own error', async () => {
  await expect(importPaths(folder, ['/proc/self/mem'])).rejects.toMatchObject({ code: 'file_unreadable' });
});

describe('small files that would fill the disk are refused, and leave nothing', () => {
  const refused = async (name: string, content: Uint8Array, code: RegExp) => {
    await expect(importContent(folder, name, content)).rejects.toMatchObject({ code: expect.stringMatching(code) });
    expect(readdirSync(folder).filter((file) => file.startsWith('out') || file === 'scratch')).toEqual([]);
  };

  test('a sheet whose rows all name one long text', async () => {
    const row = '<row><c t="s"><v>0</v></c></row>';
    await refused(
      'a.xlsx',
      workbookOf({ S: row.repeat(30_000) }, [`<t>${'x'.repeat(100_000)}</t>`]),
      /^import_too_large$/,
    );
  });

  test('an archive of many entries that are each harmless', { tags: 'again' }, async () => {
    // Few rows in many blanks, which are read in no time.
    const part = Buffer.alloc(60 << 20, `<row/>${' '.repeat(994)}`);
    const sheets = Object.fromEntries(Array.from({ length: 3 }, (_, at) => [`xl/worksheets/sheet${at + 1}.xml`, part]));
    const names = ['A', 'B', 'C'];
    await refused(
      'a.xlsx',
      zipOf({
        'xl/workbook.xml': `<workbook><sheets>${names.map((name, at) => `<sheet name="${name}" r:id="r${at + 1}"/>`).join('')}</sheets></workbook>`,
        'xl/_rels/workbook.xml.rels': `<Relationships>${names.map((_, at) => `<Relationship Id="r${at + 1}" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}</Relationships>`,
        ...sheets,
      }),
      /^archive_too_large$/,
    );
  });
});

describe('Parquet pages that say more than they have', () => {
  const header = (values: number, encoding: string) =>
    ({ type: 'DATA_PAGE', data_page_header: { num_values: values, encoding } }) as unknown as Parameters<
      typeof checkPage
    >[0];
  const path = [
    { element: { name: 'root' }, children: [] },
    { element: { name: 'a', repetition_type: 'REQUIRED' }, children: [] },
  ] as unknown as Parameters<typeof checkPage>[3];
  const check = (values: number, encoding: string, bytes: number[], type = 'INT32') =>
    checkPage(header(values, encoding), Uint8Array.from(bytes), null, path, type);

  test('a run of a billion values, packed groups without bits, differences without end', () => {
    expect(() => check(10, 'RLE_DICTIONARY', [1, 0xfe, 0xff, 0xff, 0xff, 0x07, 0])).toThrow('a run of');
    expect(() => check(10, 'RLE_DICTIONARY', [1, 0xff, 0xff, 0xff, 0xff, 0x07, 0])).toThrow('a run of');
    expect(() => check(2 ** 31 - 1, 'PLAIN', [0])).toThrow('values');
    expect(() => check(10, 'DELTA_BINARY_PACKED', [0x80, 1, 4, 0xff, 0xff, 0xff, 0xff, 0x07, 0])).toThrow('values');
    expect(() => check(10, 'DELTA_BINARY_PACKED', [0, 0, 10, 0])).toThrow('a block');
    expect(() => check(8, 'RLE_DICTIONARY', [1, 3, 0xff])).not.toThrow();
  });

  test('files that were written so are read as before', async () => {
    const data = Array.from({ length: 3000 }, (_, row) => (row % 3 ? `text ${row % 50}` : null));
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'a', data, nullable: true },
        { name: 'b', data: data.map(() => [1, 2]), type: 'JSON' },
      ],
    });
    expect(await importContent(folder, 'a.parquet', new Uint8Array(file))).toMatchObject({ rows: 3000, rejected: 0 });
  });
});
