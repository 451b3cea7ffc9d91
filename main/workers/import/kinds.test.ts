import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { guessEncodings } from './encodings/guessEncoding.ts';
import { previewFile } from './previewFile.ts';
import { type Content, importContent, workbookOf, zipOf } from './testing.ts';

/** Files of the kinds that founders have, made here: what stands in each row is known, so that what comes out is right or is not. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-kinds-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ['name', 'kind', 'price', 'text'];
const ROWS = Array.from({ length: 24 }, (_, at) => [
  `${['Sturdy', 'Velvet', 'Misty'][at % 3]} ${['lamp', 'chair', 'mug', 'bell'][at % 4]}`,
  ['home', 'garden'][at % 2] as string,
  (9 + at * 1.07).toFixed(2),
  `Made of ${['oak', 'cork'][at % 2]}, lasts for years and is number ${at} of them.`,
]);
const RECORDS = ROWS.map((row) => Object.fromEntries(NAMES.map((name, column) => [name, row[column]])));
const quoted = (cell: string) => (/[,";]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const linesOf = (rows: readonly string[][], delimiter = ',') => rows.map((row) => row.map(quoted).join(delimiter));
const TABLE = linesOf([NAMES, ...ROWS]).join('\n');
const jsonLines = (before = '', between = '\n') =>
  RECORDS.map((record) => before + JSON.stringify(record)).join(between);

const wrap = (line: string) => `"${line.replaceAll('"', '""')}"`;
const features = RECORDS.map((properties) => ({
  ...{ type: 'Feature', properties },
  geometry: { type: 'Polygon', coordinates: [Array.from({ length: 9 }, (_, at) => [at, at])] },
}));

describe('comes in as the same table', () => {
  test.each<[string, string, Content]>([
    [
      'lines in quotes as a whole',
      'a.csv',
      linesOf([NAMES, ...ROWS])
        .map(wrap)
        .join('\n'),
    ],
    [
      'lines in quotes as a whole, but for the names',
      'a.csv',
      `name,kind,price,text\n${linesOf(ROWS).map(wrap).join('\n')}`,
    ],
    [
      'lines in quotes, with delimiters behind them',
      'a.csv',
      linesOf([NAMES, ...ROWS])
        .map((line) => `${wrap(line)},,,`)
        .join('\r\n'),
    ],
    [
      'blanks behind quotes',
      'a.csv',
      [NAMES, ...ROWS].map((row) => row.map((cell) => `"${cell}" `).join(',')).join('\n'),
    ],
    [
      'no-break spaces before quotes',
      'a.csv',
      [NAMES, ...ROWS].map((row) => row.map((cell) => `"${cell}"`).join(',\u00A0')).join('\n'),
    ],
    [
      'names behind the mark of a comment',
      'a.tsv',
      `##version=1\n##source=shop\n#${[NAMES, ...ROWS].map((row) => row.join('\t')).join('\n')}`,
    ],
    ['a line feed before its carriage return', 'a.csv', `${TABLE}\n`.replaceAll('\n', '\n\r')],
    ['zeros that fill up the file', 'a.csv', `${TABLE}\n${'\0'.repeat(100)}`],
    ['a JSON text sequence', 'a.json', jsonLines('\x1E')],
    ['a JSON text sequence of another name', 'a.json-seq', jsonLines('\x1E')],
    ['objects in one line of JSON Lines', 'a.jsonl', jsonLines('', '')],
    [
      'commas before the end',
      'a.json',
      `[\n${RECORDS.map((record) => JSON.stringify(record).replace(/\}$/, ',}')).join(',\n')},\n]`,
    ],
    ['what Python prints', 'a.jsonl', RECORDS.map((record) => JSON.stringify(record).replaceAll('"', "'")).join('\n')],
    ['gzip without its name', 'a.csv', zlib.gzipSync(TABLE)],
    ['Zstandard', 'a.csv.zst', zlib.zstdCompressSync(TABLE)],
    ['a packed file in an archive', 'a.zip', zipOf({ 'a.csv.gz': zlib.gzipSync(TABLE) })],
    ['a file without an extension in an archive', 'a.zip', zipOf({ products: TABLE })],
    [
      'a page with its title as a row',
      'a.xls',
      `<table><tr><td colspan=4>All products</td></tr>${[NAMES, ...ROWS].map((row) => `<tr><td>${row.join('</td><td>')}</td></tr>`).join('')}</table>`,
    ],
  ])('%s', async (_, name, content) => {
    const { names, table, rejected } = await importContent(folder, name, content);
    expect([names, rejected]).toEqual([NAMES, 0]);
    expect(table).toEqual(ROWS);
  });

  test.each<[string, string, string]>([
    ['a script that names it', 'a.js', `window.products.part0 = ${JSON.stringify(RECORDS, null, 1)}`],
    ['a comment before it', 'a.json', `// exported in November\n${JSON.stringify(RECORDS)}`],
    ['what keeps browsers from running it', 'a.json', `)]}',\n${JSON.stringify(RECORDS)}`],
  ])('%s costs no row', async (_, name, content) => {
    expect(await importContent(folder, name, content)).toMatchObject({ names: NAMES, rows: 24, table: ROWS });
  });
});

test.each<[string, string]>([
  ['a.geojson', JSON.stringify({ type: 'FeatureCollection', features })],
  ['a.json', JSON.stringify({ type: 'FeatureCollection', features }, null, 1)],
  ['a.jsonl', features.map((feature) => JSON.stringify(feature)).join('\n')],
  ['a.geojsonl', features.map((feature) => `\x1E${JSON.stringify(feature)}`).join('\n')],
])('properties of places are columns: %s', async (name, content) => {
  const { names, rows, rejected } = await importContent(folder, name, content);
  expect([names, rows, rejected]).toEqual([['type', 'geometry', ...NAMES], 24, 0]);
});

describe('conversations', () => {
  const [question, answer] = ['Tell me of the lamp', 'It dims at once.'];
  const role = (key: string, text: string) => [
    { [key]: 'user', [text]: question },
    { [key]: 'assistant', [text]: answer },
  ];
  const node = (message: unknown, parent: string | null) => ({ message, parent, children: [] });
  const message = (speaker: string, text: string) => ({ author: { role: speaker }, content: { parts: [text] } });
  const mapping = {
    root: node(null, null),
    a: node(message('system', ''), 'root'),
    b: node(message('user', question), 'a'),
    other: node(message('assistant', 'An answer that was asked for again.'), 'b'),
    c: node(message('assistant', answer), 'b'),
  };
  test.each<[string, unknown]>([
    ['lists without anything around them', role('role', 'content')],
    [
      'contents with parts',
      {
        contents: [
          { role: 'user', parts: [{ text: question }] },
          { role: 'model', parts: [{ text: answer }] },
        ],
      },
    ],
    ['an author instead of a role', { messages: role('author', 'content') }],
    [
      'a sender and a text',
      {
        chat_messages: [
          { sender: 'human', text: question },
          { sender: 'assistant', text: answer },
        ],
      },
    ],
    ['a tree, of which one branch was shown', { current_node: 'c', mapping }],
  ])('%s', async (_, record) => {
    const { names, table } = await importContent(folder, 'a.json', JSON.stringify([record, record, record]), {
      conversations: 'pairs',
    });
    const at = [names.indexOf('prompt'), names.indexOf('completion')];
    expect(table.map((row) => at.map((column) => row[column]))).toEqual(Array(3).fill([question, answer]));
  });

  test('a chat among people is a table of its messages', async () => {
    const messages = ROWS.map(([name, , , text], id) => ({ id, type: 'message', from: name, text }));
    const content = JSON.stringify({ name: 'Shop', type: 'personal_chat', messages });
    expect(await importContent(folder, 'a.json', content)).toMatchObject({
      names: ['id', 'type', 'from', 'text'],
      ...{ rows: 24, rejected: 0 },
    });
  });
});

describe('rows below the names that are none of the table', () => {
  const below = (row: string, names = NAMES.join(',')) => `${names}\n${row}\n${linesOf(ROWS).join('\n')}`;
  test.each<[string, string, string[]]>([
    ['types of values', below('string,string,float,text'), NAMES],
    ['units in brackets', below('[-],[m],[EUR],[-]'), ['name [-]', 'kind [m]', 'price [EUR]', 'text [-]']],
    [
      'questions below codes',
      below('Who?,Which one?,How much?,What is it like?', 'Q1,Q2,Q3,Q4'),
      ['Q1 Who?', 'Q2 Which one?', 'Q3 How much?', 'Q4 What is it like?'],
    ],
  ])('%s', async (_, content, names) => {
    expect(await importContent(folder, 'a.csv', content)).toMatchObject({ names, rows: 24, table: ROWS });
  });
});

describe('texts are lines', () => {
  const texts = Array.from({ length: 30 }, (_, at) => `Come in, sit down, stay for ${at} teas`);
  test('of several commas', async () => {
    const { names, table } = await importContent(folder, 'a.txt', texts.join('\n'));
    expect([names, table]).toEqual([['text'], texts.map((text) => [text])]);
  });
  test('below one name', async () => {
    const { names, table } = await importContent(folder, 'a.csv', `review\n${texts.join('\n')}`);
    expect([names, table]).toEqual([['review'], texts.map((text) => [text])]);
  });
  test('with a delimiter at the end of each', async () => {
    const { names, rows } = await importContent(
      folder,
      'a.csv',
      `text;\n${ROWS.map(([, , , text]) => `${text};`).join('\n')}`,
    );
    expect([names, rows]).toEqual([['text'], 24]);
  });
});

test('backslashes that are doubled everywhere are escapes', async () => {
  const content = `name,text\n${ROWS.map(([name]) => `"${name}","it said \\"yes\\" in C:\\\\data\\\\"`).join('\n')}`;
  expect((await importContent(folder, 'a.csv', content)).table[0]?.[1]).toBe('it said "yes" in C:\\data\\');
});

test('German text of a DOS code page is no Japanese', () => {
  // “schöne Größe” and so on in code page 850.
  const bytes = Buffer.from(
    'sch\x94ne Gr\x94\xE1e f\x81r drau\xE1en, \x81berall n\x81tzlich, s\x81\xE1\n'.repeat(20),
    'latin1',
  );
  expect(guessEncodings(bytes)[0]).toMatchObject({
    encoding: 'ibm850',
    text: expect.stringMatching(/^schöne Größe für draußen/),
  });
});

test('a sheet with two rows of titles, a date at their side and a legend beside the table', async () => {
  const cell = (text: string, at: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const row = (number: number, cells: readonly string[]) =>
    `<row r="${number}">${cells.map((text, column) => (text === '' ? '' : cell(text, `${String.fromCharCode(65 + column)}${number}`))).join('')}</row>`;
  const table = ROWS.map((cells, at) => row(at + 5, cells)).join('');
  const heads = row(1, ['Products', '', '', '20.11.2026']) + row(2, ['by Jane']);
  expect(await importContent(folder, 'a.xlsx', workbookOf({ S: heads + row(4, NAMES) + table }))).toMatchObject({
    names: NAMES,
    ...{ rows: 24, rejected: 0, table: ROWS },
  });
  const beside = row(4, [...NAMES, '', '', 'Legend']) + row(5, [...(ROWS[0] as string[]), '', '', 'x = sold out']);
  const { names, rows } = await importContent(
    folder,
    'b.xlsx',
    workbookOf({ S: beside + table.slice(table.indexOf('<row r="6"')) }),
  );
  expect([names.slice(0, 4), rows]).toEqual([NAMES, 24]);
});

test.each<[string, string[]]>([
  ['of prices', ['city,population', 'Thistle,206.50', 'Juniper mead,166.50']],
  ['of names and prices', ['SKU;Name;Price (EUR)', 'Juniper;Meadow;457.50', 'Nickel juniper;Velvet;39']],
  ['of words alone', ['city,country', 'Berlin,Germany', 'Paris,France', 'Rome,Italy']],
  ['of questions', ['question,answer', 'What is it?,A lamp', 'How much?,9 euro']],
  ['of labels', ['text,label', 'good,1', 'bad,0', 'fine,1']],
  ['of texts', ['hero,villain,plot', 'Anna,Bob,Anna finds the key', 'Jo,Max,Jo hides the map']],
  ['of one column', ['slogan', 'Stay warm', 'Go slow', 'Sit down']],
])('a plain table of few rows is not doubted: %s', async (_, lines) => {
  const path = join(folder, 'a.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const request = { files: [path], options: {}, scratch: join(folder, 'scratch') };
  const { columns, rows, doubts } = await previewFile(request, new AbortController().signal);
  expect([columns, rows.length, doubts]).toEqual([lines[0]?.split(/[,;]/), lines.length - 1, []]);
});

describe('tables of two columns', () => {
  const pairs = ROWS.map(([name = '', , , text = '']) => [name, text]);
  test('below names and values of a report', async () => {
    const content = `Shop,Kindling\nDate,2026-11-20\n\n${linesOf([['name', 'text'], ...pairs]).join('\n')}`;
    expect(await importContent(folder, 'a.csv', content)).toMatchObject({ names: ['name', 'text'], table: pairs });
  });
  test('with rows that end behind the first', async () => {
    const rows = pairs.map(([name = '', text = ''], at) => (at % 6 === 0 ? name : `${name}\t${text}`));
    const { table, rejected } = await importContent(folder, 'a.tsv', `name\ttext\n${rows.join('\n')}`);
    expect([rejected, table]).toEqual([0, pairs.map(([name, text], at) => [name, at % 6 === 0 ? '' : text])]);
  });
  test('with a text that was broken', async () => {
    const rows = pairs.flatMap(([name, text = ''], at) =>
      at % 9 === 4 ? [`${name}\t${text}`, `${text} ${text}`] : [`${name}\t${text}`],
    );
    expect(await importContent(folder, 'a.tsv', `name\ttext\n${rows.join('\n')}`)).toMatchObject({
      rows: 24,
      rejected: 3,
    });
  });
  test('of lines that end in a carriage return alone, with many quotes', async () => {
    const rows = pairs.map(([name]) => `${name}|"5"" wide, 3; easy to clean"`);
    const { names, table } = await importContent(folder, 'a.csv', `Name|Text\r${rows.join('\r')}\r`);
    expect([names, table[3]]).toEqual([
      ['Name', 'Text'],
      [pairs[3]?.[0], '5" wide, 3; easy to clean'],
    ]);
  });
});
