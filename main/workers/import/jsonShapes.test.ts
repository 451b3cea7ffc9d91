import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isTooDeep, parseExactly, stringEnd } from './jsonText.ts';
import { previewFile } from './previewFile.ts';
import { importContent, importPaths, requestFor } from './testing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-json-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ['name', 'kind', 'text'];
const ROWS = Array.from({ length: 8 }, (_, row) => [
  `Lamp ${row}`,
  row % 2 ? 'floor' : 'desk',
  `Lights room ${row} well.`,
]);
const RECORDS = ROWS.map((row) => Object.fromEntries(row.map((cell, column) => [NAMES[column], cell])));
const columnsOf = (cells: (column: number) => unknown) =>
  Object.fromEntries(NAMES.map((name, column) => [name, cells(column)]));
const byIndex = columnsOf((column) => Object.fromEntries(ROWS.map((row, index) => [index, row[column]])));
const indexes = ROWS.map((_, index) => index);
const links = [
  { rel: 'self', href: '/1' },
  { rel: 'next', href: '/2' },
];

const SHAPES: [string, unknown][] = [
  ['pandas: columns', byIndex],
  ['pandas: records', RECORDS],
  ['pandas: split', { columns: NAMES, index: indexes, data: ROWS }],
  ['pandas: index', { ...RECORDS }],
  [
    'pandas: table',
    {
      schema: { fields: ['index', ...NAMES].map((name) => ({ name, type: 'string' })), primaryKey: ['index'] },
      data: RECORDS.map((record, index) => ({ index, ...record })),
    },
  ],
  ['pandas: tight', { index: indexes, columns: NAMES, data: ROWS, index_names: [null], column_names: [null] }],
  ['a list for each column', columnsOf((column) => ROWS.map((row) => row[column]))],
  ['columns deeper in', { splits: { train: columnsOf((column) => ROWS.map((row) => row[column])) } }],
  ['names beside the rows', { cols: NAMES.map((name) => ({ name, type: 't' })), rows: ROWS }],
  ['names in the first row', [NAMES, ...ROWS]],
  ['a list below several keys', { status: 'ok', data: { total: 8, products: RECORDS } }],
  ['the right list among several', { links, products: RECORDS, errors: [] }],
  [
    'a list in one of several things',
    [
      { type: 'header', v: 1 },
      { type: 'table', name: 't', data: RECORDS },
    ],
  ],
  ['GraphQL: edges', { data: { products: { edges: RECORDS.map((node, at) => ({ cursor: `c${at}`, node })) } } }],
  ['GraphQL: nodes', { data: { products: { nodes: RECORDS } } }],
  ['each in an object of its own', RECORDS.map((product) => ({ product }))],
];

describe('shapes of documents', () => {
  test.each(SHAPES)('%s', async (_, document) => {
    for (const [name, indent] of [
      ['a.json', 0],
      ['a.jsonl', 2],
      ['a.txt', 1],
    ] as const) {
      const imported = await importContent(folder, name, JSON.stringify(document, null, indent));
      expect(imported).toMatchObject({ names: NAMES, table: ROWS, rejected: 0 });
    }
  });

  test('pandas: values have no names', async () => {
    const { names, table } = await importContent(folder, 'a.json', JSON.stringify(ROWS));
    expect([names, table]).toEqual([['column 1', 'column 2', 'column 3'], ROWS]);
  });

  test('objects by their ids keep these, unless they only count or are said twice', async () => {
    const ids = RECORDS.map((record, at) => [`p${at}`, record] as const);
    const named = await importContent(folder, 'a.json', JSON.stringify({ items: Object.fromEntries(ids) }));
    expect(named).toMatchObject({ names: ['id', ...NAMES], rows: 8 });
    expect(named.table[1]).toEqual(['p1', ...(ROWS[1] ?? [])]);
    const own = Object.fromEntries(ids.map(([id, record]) => [id, { sku: id, ...record }]));
    expect((await importContent(folder, 'a.json', JSON.stringify(own))).names).toEqual(['sku', ...NAMES]);
  });

  test('names of rows that pandas kept are a column', async () => {
    const index = ROWS.map((_, at) => `row ${at}`);
    const split = await importContent(folder, 'a.json', JSON.stringify({ columns: NAMES, index, data: ROWS }));
    const columns = columnsOf((column) => Object.fromEntries(ROWS.map((row, at) => [index[at], row[column]])));
    const byColumn = await importContent(folder, 'a.json', JSON.stringify(columns));
    for (const { names, table } of [split, byColumn]) {
      expect(names).toEqual(['index', ...NAMES]);
      expect(table).toEqual(ROWS.map((row, at) => [index[at], ...row]));
    }
  });

  test('an object of many texts is a table of pairs', async () => {
    const pairs = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`Question ${at}`, `Answer ${at}`]));
    const { names, table } = await importContent(folder, 'a.json', JSON.stringify(pairs));
    expect([names, table[3]]).toEqual([
      ['key', 'value'],
      ['Question 3', 'Answer 3'],
    ]);
  });

  test('what else could be meant is said, and can be chosen', async () => {
    const text = JSON.stringify({ links, data: { products: RECORDS } });
    await importContent(folder, 'a.json', text);
    const file = join(folder, 'a.json');
    const preview = await previewFile(requestFor(folder, [file]), new AbortController().signal);
    expect(preview).toMatchObject({ table: 'data.products', tables: ['links', 'data.products'] });
    expect(preview.doubts).toEqual([{ kind: 'tables', table: 'data.products', tables: ['links', 'data.products'] }]);
    expect((await importPaths(folder, [file], { table: 'links' })).names).toEqual(['rel', 'href']);
    await expect(importPaths(folder, [file], { table: 'none' })).rejects.toMatchObject({ code: 'table_unknown' });
  });
});

describe('content over name', () => {
  const lines = RECORDS.map((record) => JSON.stringify(record));
  test.each([
    ['lines in a .json', 'a.json', lines.join('\n')],
    ['lines in a .csv', 'a.csv', lines.join('\n')],
    ['a list in a .csv', 'a.csv', JSON.stringify(RECORDS)],
    ['a list with a comma a line in a .jsonl', 'a.jsonl', `[\n${lines.join(',\n')}\n]`],
    [
      'objects of several lines in a .jsonl',
      'a.jsonl',
      RECORDS.map((record) => JSON.stringify(record, null, 2)).join('\n'),
    ],
    ['objects with commas between in a .jsonl', 'a.jsonl', lines.join(',\n')],
    ['a list on one line in a .jsonl', 'a.jsonl', JSON.stringify(RECORDS)],
  ])('%s', async (_, name, text) => {
    expect(await importContent(folder, name, text)).toMatchObject({ names: NAMES, table: ROWS, rejected: 0 });
  });

  test('a bad line in JSON Lines is still that line only', async () => {
    const imported = await importContent(folder, 'a.jsonl', ['{"name": "open"', ...lines].join('\n'));
    expect(imported).toMatchObject({ format: 'jsonl', rows: 8, rejected: 1 });
  });
});

describe('values as they are written', () => {
  test.each(['a.json', 'a.jsonl'])('%s', async (name) => {
    const rows = [
      '{"z":NaN,"2024":-Infinity,"10":{"b":Infinity,"2":1.50,"1":[1e5]},"big":12345678901234567890,"small":0.0000001}',
      '{"z":1234567890.12345678,"2024":"x","10":"\\u00e9","big":-0,"small":[0.10,"\\u00e9\\"]"]}',
    ];
    const { names, table } = await importContent(
      folder,
      name,
      name === 'a.json' ? `[${rows.join(',\n')}]` : rows.join('\n'),
    );
    expect(names).toEqual(['z', '2024', '10', 'big', 'small']);
    expect(table).toEqual([
      ['', '', '{"b":null,"2":1.50,"1":[1e5]}', '12345678901234567890', '0.0000001'],
      ['1234567890.12345678', 'x', 'é', '-0', '[0.10,"é\\"]"]'],
    ]);
  });

  test('keys with blanks around them are the columns that templates can name', async () => {
    const { names, table } = await importContent(
      folder,
      'a.jsonl',
      '{" name":"a","b ":"x"}\n{"name":"other","b ":"y"}\n{"":"z"}',
    );
    expect(names).toEqual(['name', 'b', 'name (2)', 'column 4']);
    expect(table).toEqual([
      ['a', 'x', '', ''],
      ['', 'y', 'other', ''],
      ['', '', '', 'z'],
    ]);
  });

  test('one row of brackets without end costs that row', async () => {
    const deep = `{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const rows = ['{"name":"a"}', deep, '{"name":"b"}'];
    for (const [name, text] of [
      ['a.jsonl', rows.join('\n')],
      ['a.json', `[${rows.join(',\n')}]`],
    ] as const) {
      const { table, refused } = await importContent(folder, name, text);
      expect(table).toEqual([['a'], ['b']]);
      expect(refused).toMatchObject([{ line: 2, reason: 'too_deep' }]);
    }
  });

  test('what is no JSON is none', () => {
    for (const text of [
      '',
      '{',

      '{,}',
      '[,1]',
      '{"a" 1}',
      '01',
      '1.',
      '"a',
      '"\t"',
      'nought',
      '+1',
      '[1 2]',
      '{}x',
      '\\',
    ]) {
      expect(() => parseExactly(text), text).toThrow(SyntaxError);
    }
    expect([stringEnd('"a\\\\"b"', 0), stringEnd('"a\\"b"', 0), stringEnd('"a\\"', 0)]).toEqual([5, 6, -1]);
    expect([isTooDeep('[[]]'.repeat(1000)), isTooDeep(`"${'['.repeat(1000)}"`)]).toEqual([false, false]);
  });
});

describe('conversations', () => {
  const turns = (text: string) => [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: text },
  ];
  const lines = (...rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');

  test('a first record about the export is a row of its own and hides nothing', async () => {
    const imported = await importContent(
      folder,
      'a.jsonl',
      lines({ note: 'exported' }, { messages: turns('A') }, { messages: turns('B') }),
      { conversations: 'pairs' },
    );
    expect(imported).toMatchObject({ names: ['prompt', 'completion', 'note'], rejected: 0 });
    expect(imported.table).toEqual([
      ['', '', 'exported'],
      ['Hi', 'A', ''],
      ['Hi', 'B', ''],
    ]);
    expect(imported.suggestedRecipe).toMatchObject({ kind: 'complete' });
  });

  test('calls of tools, what they answer, and a system prompt beside the turns', async () => {
    const call = {
      role: 'assistant',
      tool_calls: [{ type: 'function', function: { name: 'find', arguments: '{"a":1}' } }],
    };
    const messages = [
      { role: 'user', content: 'Hi' },
      call,
      { role: 'tool', content: 'ok' },
      { role: 'assistant', content: 'A' },
    ];
    const { table } = await importContent(
      folder,
      'a.jsonl',
      lines({ system: 'Be kind.', messages }, { messages: turns('B') }),
      { conversations: 'pairs' },
    );
    expect(table).toEqual([
      ['System: Be kind.\n\nUser: Hi\n\nAssistant: find({"a":1})\n\nTool: ok', 'A'],
      ['Hi', 'B'],
    ]);
  });

  test('messages keep what they call, and what answered it', async () => {
    const calls = [{ id: 'c1', type: 'function', function: { name: 'find', arguments: { a: 1 } } }];
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', content: 'ok', name: 'find', tool_call_id: 'c1' },
      { role: 'assistant', content: null, function_call: { name: 'find', arguments: '{}' } },
    ];
    const tools = [{ type: 'function', function: { name: 'find' } }];
    const { table } = await importContent(folder, 'a.jsonl', lines({ messages, tools }, { messages: turns('B') }), {
      conversations: 'messages',
    });
    expect(JSON.parse(table[0]?.[0] ?? '')).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: '', tool_calls: calls },
      { role: 'tool', content: 'ok', name: 'find', tool_call_id: 'c1' },
      {
        ...{ role: 'assistant', content: '' },
        tool_calls: [{ type: 'function', function: { name: 'find', arguments: '{}' } }],
      },
    ]);
    expect(JSON.parse(table[0]?.[1] ?? '')).toEqual(tools);
  });

  test('rejections keep their order while it is not yet clear what the rows are', async () => {
    const text = lines({ a: 'x\0' }, { a: '1' }).replace('\n', '\nbroken\n');
    const { refused } = await importContent(folder, 'a.jsonl', text);
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'nul_byte'],
      [2, 'bad_json'],
    ]);
  });

  test('a document of one conversation', async () => {
    const { table } = await importContent(folder, 'a.json', JSON.stringify({ id: 1, conversation: turns('A') }), {
      conversations: 'pairs',
    });
    expect(table).toEqual([['Hi', 'A', '1']]);
  });
});
