import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import { previewFile } from './previewFile.ts';
import { type Content, importContent, importPaths, workbookOf, zipOf } from './testing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-formats-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string, content: Content | Record<string, Content>, options?: ImportOptions) =>
  importContent(folder, name, content, options);
const reasons = ({ refused }: { refused: { line: number; reason: string }[] }) =>
  refused.map(({ line, reason }) => [line, reason]);

describe('JSON', () => {
  test('a list of objects; keys that come late are columns, too', async () => {
    const text = '[{"a":"x","n":1.50},\n {"a":"y","late":[1,{"b":null}]},\n {"__proto__":"p","a":true}]';
    const { names, table, format } = await read('a.json', text);
    expect(format).toBe('json');
    expect(names).toEqual(['a', 'n', 'late', '__proto__']);
    expect(table).toEqual([
      ['x', '1.50', '', ''],
      ['y', '', '[1,{"b":null}]', ''],
      ['true', '', '', 'p'],
    ]);
  });

  test('numbers keep their digits', async () => {
    const { table } = await read(
      'a.json',
      '[{"id":12345678901234567890,"list":[0.10,12345678901234567891]},{"id":1e3}]',
    );
    expect(table).toEqual([
      ['12345678901234567890', '[0.10,12345678901234567891]'],
      ['1e3', ''],
    ]);
  });

  test('a list in an object, whatever stands beside it', async () => {
    const text =
      '{"version": 3, "tags": ["x"], "note": "[{", "rows": [{"a": "1"}, {"a": "2"}], "more": {"a": [1, {}]}}';
    expect((await read('a.json', text)).table).toEqual([['1'], ['2']]);
  });

  test('a list of lists, with and without names', async () => {
    expect(await read('a.json', '[["a","b"],["1","x"],["2"]]')).toMatchObject({
      names: ['a', 'b'],
      table: [['1', 'x']],
      rejected: 1,
    });
    expect(await read('a.json', '[[1,2],[3,4]]')).toMatchObject({ names: ['column 1', 'column 2'], rows: 2 });
    expect(await read('a.json', '[["a","b"],["1","x"]]', { header: false })).toMatchObject({ rows: 2 });
  });

  test('a list of texts, one object, and objects that follow one another', async () => {
    expect(await read('a.json', '["first", "sec\\"ond"]')).toMatchObject({
      names: ['text'],
      table: [['first'], ['sec"ond']],
    });
    expect(await read('a.json', '{"a": "x",\n"b": {"c": []}}')).toMatchObject({ table: [['x', '{"c":[]}']] });
    expect(await read('a.json', '{"a":\n"x"}\n{"a":\n"y"}')).toMatchObject({ table: [['x'], ['y']] });
  });

  test('what is no JSON costs its row, with its line', async () => {
    const lines = [
      '[',
      '{"a": "1"},',
      '{"a": unquoted},',
      '{"a": "open},',
      '{"a": "2"}},',
      '{"a": ["3"},',
      '7,',
      '{"a": "4"}',
      ']',
      'tail',
    ];
    const imported = await read('a.json', lines.join('\n'));
    expect(imported.table).toEqual([['1'], ['4']]);
    expect(reasons(imported)).toEqual([
      [3, 'bad_json'],
      // The quote that is not closed takes the comma after its row with it.
      [4, 'bad_json'],
      [6, 'bad_json'],
      [7, 'not_a_record'],
      [10, 'bad_json'],
    ]);
    expect(imported.refused[0]?.raw).toBe('{"a": unquoted}');
  });

  test('a document that was cut off keeps what is whole', async () => {
    const imported = await read('a.json', '[{"a":"1"},{"a":"2"},{"a":"3');
    expect([imported.rows, imported.rejected]).toEqual([2, 1]);
  });
});

describe('JSON Lines', () => {
  test('lines end at a line feed and nowhere else', async () => {
    const { table } = await read('a.jsonl', '{"a":"one\u2028two\u2029"}\r\n\n{"a":"b"}');
    expect(table).toEqual([['one\u2028two\u2029'], ['b']]);
  });

  test('bad lines with number, reason and text', async () => {
    const imported = await read('a.jsonl', '{"a":"1"}\n{"a":\n[1]\n{"a":"nul\\u0000"}\n{"a":"\\ud800"}\n');
    expect(reasons(imported)).toEqual([
      [2, 'bad_json'],
      [3, 'not_a_record'],
      [4, 'nul_byte'],
      [5, 'bad_encoding'],
    ]);
    expect(imported.refused[0]).toMatchObject({ raw: '{"a":', cut: false });
  });

  test('is told from JSON by its content', async () => {
    expect((await read('a.txt', '{"a":"1"}\n{"a":"2"}\n')).format).toBe('jsonl');
    expect((await read('a.json', '{"a":"1"}\n{"a":"2"}\n')).format).toBe('jsonl');
    expect((await read('a', '[{"a":"1"}]')).format).toBe('json');
  });

  test('a long row is cut in the list of rejections, and it says so', async () => {
    const imported = await read('a.jsonl', `{"a":"1"}\n{"a":${'x'.repeat(20_000)}\n`);
    expect(imported.refused[0]).toMatchObject({ line: 2, cut: true });
    expect(imported.refused[0]?.raw).toHaveLength(10_000);
  });
});

describe('what is too long', () => {
  const long = 'x'.repeat(9 << 20);

  test('a line, an element or a text costs that one only, and little of it is kept', async () => {
    const jsonl = await read('a.jsonl', `{"a":"1"}\n{"a":"${long}"}\n{"a":"2"}\n`);
    const json = await read('a.json', `[{"a":"1"},\n{"a":"${long}"},\n{"a":"2"}]`);
    const txt = await read('a.txt', `one\n${long}\ntwo\n`);
    for (const { rows, refused } of [jsonl, json, txt]) {
      expect(rows).toBe(2);
      expect(refused).toMatchObject([{ line: 2, reason: 'field_too_long', cut: true }]);
      expect(refused[0]?.raw).toHaveLength(10_000);
    }
  });

  test('more keys than a table can have columns', async () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`c${index}`, 'x'])));
    const imported = await read('a.jsonl', `{"a":"1"}\n${wide}\n`);
    expect(reasons(imported)).toEqual([[2, 'too_many_fields']]);
    await expect(read('a.jsonl', `${wide}\n`)).rejects.toMatchObject({ code: 'file_too_many_columns' });
  });

  test('a list of lists without end, and brackets that are never closed', async () => {
    await expect(read('a.json', '['.repeat(1 << 20))).rejects.toMatchObject({ code: 'file_no_rows' });
  });
});

describe('conversations', () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
    { role: 'user', content: [{ type: 'text', text: 'Bye' }] },
    { role: 'assistant', content: 'See you' },
  ];
  const prompt = 'System: Be brief.\n\nUser: Hi\n\nAssistant: Hello\n\nUser: Bye';

  test('messages: the last answer is the completion, all before it the prompt', async () => {
    const text = [
      { id: 7, messages },
      { id: 8, messages: messages.slice(0, 2) },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n');
    const imported = await read('chat.jsonl', text, { conversations: 'pairs' });
    expect(imported.names).toEqual(['prompt', 'completion', 'id']);
    expect(imported.table).toEqual([[prompt, 'See you', '7']]);
    expect(reasons(imported)).toEqual([[2, 'bad_conversation']]);
    expect(imported.suggestedRecipe).toMatchObject({ kind: 'complete', inputs: ['prompt'], output: 'completion' });
  });

  test('are a column of messages where nobody says otherwise, whatever is wrong with them', async () => {
    const [question, answer] = [messages.slice(1, 2), messages.slice(2, 3)];
    const tool = [...question, { role: 'tool', content: '7' }];
    const rows = [
      { id: 7, messages },
      { id: 8, messages: question },
      { messages: tool, id: 9 },
      { id: 10, messages: 'Hi' },
    ];
    const imported = await read('chat.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(imported).toMatchObject({ names: ['messages', 'id'], rejected: 0 });
    const said = [...messages.slice(0, 3), { role: 'user', content: 'Bye' }, messages[4]];
    expect(imported.table).toEqual([
      [JSON.stringify(said), '7'],
      [JSON.stringify(question), '8'],
      [JSON.stringify(tool), '9'],
      ['Hi', '10'],
    ]);
    expect(imported.suggestedRecipe).toEqual({ kind: 'chat', messages: 'messages' });
    expect(imported.columns[0]).toMatchObject({ name: 'messages', format: 'messages' });
    expect(imported.columns[1]).not.toHaveProperty('format');
    const pair = await read('pair.json', JSON.stringify([{ prompt: question, completion: answer, id: 1 }]));
    expect(pair).toMatchObject({ names: ['messages', 'id'], table: [[JSON.stringify([...question, ...answer]), '1']] });
    // A table that holds them as text.
    const table = await read('chat.csv', `id,talk\n1,"${JSON.stringify(said).replaceAll('"', '""')}"\n`);
    expect(table.columns.map(({ format }) => format)).toEqual([undefined, 'messages']);
  });

  test('ShareGPT', async () => {
    const conversations = [
      { from: 'human', value: 'Hi' },
      { from: 'gpt', value: 'Hello' },
    ];
    const { table } = await read(
      'chat.json',
      JSON.stringify([{ conversations }, { conversations, system: 'Be kind.' }]),
      { conversations: 'pairs' },
    );
    expect(table).toEqual([
      ['Hi', 'Hello'],
      ['System: Be kind.\n\nUser: Hi', 'Hello'],
    ]);
  });

  test('Alpaca', async () => {
    const rows = [
      { instruction: 'Add', input: '1 2', output: '3' },
      { instruction: 'Name a tree', input: '', output: 'Oak', history: [['Hi', 'Hello']] },
    ];
    const { names, table } = await read('alpaca.json', JSON.stringify(rows));
    expect(names).toEqual(['prompt', 'completion']);
    expect(table).toEqual([
      ['Add\n\n1 2', '3'],
      ['User: Hi\n\nAssistant: Hello\n\nUser: Name a tree', 'Oak'],
    ]);
  });

  test('can be left as they are', async () => {
    const { names } = await read('a.json', '[{"instruction":"a","output":"b"}]', { conversations: 'columns' });
    expect(names).toEqual(['instruction', 'output']);
  });
});

describe('workbooks', () => {
  const sheet = [
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>when</t></is></c></row>',
    '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="2"><v>45292</v></c></row>',
    '<row r="4"><c r="B4" s="1"><v>45292.5</v></c></row>',
    '<row r="5"><c r="A5"><v>1.50</v></c></row>',
    '<row r="6"><c r="A6" t="b"><v>1</v></c><c r="B6" t="str"><f>x</f><v>a&amp;b</v></c><c r="C6"><v>9</v></c></row>',
  ].join('');
  const shared = ['<t>name</t>', '<r><t>rich </t></r><r><t xml:space="preserve">text&#10;</t></r><rPh><t>no</t></rPh>'];

  test('texts, numbers, dates, gaps', async () => {
    const imported = await read('book.xlsx', workbookOf({ First: sheet }, shared));
    expect(imported).toMatchObject({ format: 'xlsx', names: ['name', 'when'] });
    expect(imported.table).toEqual([
      ['rich text\n', '2024-01-01'],
      ['', '2024-01-01 12:00:00'],
      ['1.50', ''],
    ]);
    expect(reasons(imported)).toEqual([[6, 'too_many_fields']]);
  });

  test('the sheet can be chosen', async () => {
    const other =
      '<x:row><x:c t="inlineStr"><x:is><x:t>text</x:t></x:is></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c></x:row>';
    const book = workbookOf({ First: sheet, Other: other }, shared);
    expect((await read('book.xlsx', book, { table: 'Other' })).table).toEqual([['1']]);
    await expect(read('book.xlsx', book, { table: 'None' })).rejects.toMatchObject({ code: 'table_unknown' });
    const preview = await previewFile(
      { files: [join(folder, 'book.xlsx')], options: {}, scratch: join(folder, 'scratch') },
      new AbortController().signal,
    );
    expect(preview).toMatchObject({ tables: ['First', 'Other'], table: 'First' });
  });

  test('a broken one says so', async () => {
    await expect(read('book.xlsx', workbookOf({ First: sheet }, shared).subarray(0, 500))).rejects.toMatchObject({
      code: 'archive_broken',
    });
    await expect(read('book.xlsx', zipOf({ 'xl/workbook.xml': '<x' }))).rejects.toMatchObject({
      code: 'workbook_invalid',
    });
  });
});

describe('Parquet', () => {
  const columnData = [
    { name: 'id', data: [1n, 2n ** 60n, 3n], type: 'INT64' as const },
    { name: 'text', data: ['one', 'zwei', 'nul\0'], type: 'STRING' as const },
    { name: 'when', data: [new Date(0), null, null], type: 'TIMESTAMP' as const, nullable: true },
    { name: 'more', data: [{ a: [1] }, [], null], type: 'JSON' as const, nullable: true },
  ];

  test('rows of all its groups', async () => {
    const file = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 2 }));
    const imported = await read('a.parquet', file);
    expect(imported).toMatchObject({ format: 'parquet', names: ['id', 'text', 'when', 'more'], encoding: '' });
    expect(imported.table).toEqual([
      ['1', 'one', '1970-01-01T00:00:00Z', '{"a":[1]}'],
      ['1152921504606846976', 'zwei', '', '[]'],
    ]);
    expect(reasons(imported)).toEqual([[3, 'nul_byte']]);
    expect(await read('a.zip', zipOf({ 'a.parquet': file }))).toMatchObject({ rows: 2 });
  });

  test('a row group of many pages is read page by page', async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => [`row ${row} ${'text '.repeat(row % 40)}`, row % 7]);
    const columns = [
      { name: 'text', data: rows.map(([text]) => text), type: 'STRING' as const },
      { name: 'kind', data: rows.map(([, kind]) => (kind === 3 ? null : `kind ${kind}`)), nullable: true },
    ];
    const written = parquetWriteBuffer({ columnData: columns, rowGroupSize: 3000, pageSize: 2000 });
    const { table } = await read('a.parquet', new Uint8Array(written));
    expect(table).toEqual(rows.map(([text, kind]) => [text, kind === 3 ? '' : `kind ${kind}`]));
  });

  test('a broken one says so', async () => {
    const file = new Uint8Array(parquetWriteBuffer({ columnData: columnData.slice(0, 1) }));
    await expect(read('a.parquet', file.subarray(0, 60))).rejects.toMatchObject({ code: 'parquet_invalid' });
  });
});

describe('texts', () => {
  test('by line, by paragraph, or whole', async () => {
    const text = 'First line.\nSecond line.\n\n\nNext paragraph.\n';
    expect((await read('a.txt', text)).table).toEqual([['First line.\nSecond line.'], ['Next paragraph.']]);
    expect((await read('a.txt', text, { unit: 'line' })).rows).toBe(3);
    expect((await read('a.txt', text, { unit: 'file' })).table).toEqual([[text]]);
    expect((await read('a.txt', 'One, two.\nThree.\n')).table).toEqual([['One, two.'], ['Three.']]);
  });

  test('a table in a .txt is a table', async () => {
    expect(await read('a.txt', 'name\ttext\nlamp\tdims\n')).toMatchObject({ format: 'csv', delimiter: '\t', rows: 1 });
  });

  test('a folder: file and text, each in its own encoding', async () => {
    const files = {
      'b.txt': 'Zwei',
      'a/one.md': Buffer.from('grün und schön, wie ein Garten im Frühling', 'latin1'),
      'empty.txt': '',
      'picture.txt': Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919) % 256),
      'ignored.bin': 'x',
      '.hidden.txt': 'x',
    };
    const imported = await read('texts', files);
    expect(imported).toMatchObject({ names: ['file', 'text'], encoding: 'utf-8, windows-1252' });
    expect(imported.table).toEqual([
      ['a/one.md', 'grün und schön, wie ein Garten im Frühling'],
      ['b.txt', 'Zwei'],
    ]);
    expect(reasons(imported)).toEqual([
      [3, 'empty_file'],
      [4, 'bad_encoding'],
    ]);
  });

  test('several files', async () => {
    const paths = ['x.txt', 'y.txt'].map((name) => join(folder, name));
    for (const path of paths) writeFileSync(path, `text of ${path.slice(-5)}`);
    expect((await importPaths(folder, paths)).table).toEqual([
      ['x.txt', 'text of x.txt'],
      ['y.txt', 'text of y.txt'],
    ]);
  });
});

describe('packed files', () => {
  const csv = 'a,b\n1,x\n2,y\n';

  test('gzip', async () => {
    expect(await read('a.csv.gz', gzipSync(csv))).toMatchObject({ rows: 2, names: ['a', 'b'] });
    expect(await read('a.jsonl.gz', gzipSync('{"a":"1"}\n'))).toMatchObject({ format: 'jsonl', rows: 1 });
    expect(await read('a.xlsx.gz', gzipSync(workbookOf({ S: '<row><c><v>1</v></c></row>' })))).toMatchObject({
      rows: 1,
    });
  });

  test('a zip with one table, with several, with texts, with none', async () => {
    expect(
      await read('a.zip', zipOf({ 'data/a.csv': csv, 'README.txt': 'read me', '__MACOSX/a.csv': 'x' })),
    ).toMatchObject({ rows: 2 });
    const several = zipOf({ 'a.csv': csv, 'b.jsonl': '{"c":"1"}\n' });
    expect(await read('a.zip', several)).toMatchObject({ rows: 2 });
    expect(await read('a.zip', several, { table: 'b.jsonl' })).toMatchObject({ rows: 1, names: ['c'] });
    expect(await read('a.zip', zipOf({ 'b.txt': 'B', 'a.txt': 'A' }))).toMatchObject({
      table: [
        ['a.txt', 'A'],
        ['b.txt', 'B'],
      ],
    });
    await expect(read('a.zip', zipOf({ 'a.exe': 'x' }))).rejects.toMatchObject({ code: 'archive_no_table' });
  });

  test('damage and bombs are refused, and leave nothing', async () => {
    await expect(read('a.csv.gz', gzipSync(csv.repeat(1000)).subarray(0, 40))).rejects.toMatchObject({
      code: 'archive_broken',
    });
    await expect(read('a.zip', zipOf({ 'a.csv': csv }).subarray(0, 60))).rejects.toMatchObject({
      code: 'archive_broken',
    });
    const bomb = gzipSync(Buffer.alloc(100 << 20, 'a'));
    await expect(read('bomb.csv.gz', bomb)).rejects.toMatchObject({ code: 'archive_too_large' });
    expect(readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual([]);
  });
});

describe('what was detected can be overridden', () => {
  test('encoding', async () => {
    const bytes = Buffer.from('name,text\nk\u00e4se,gr\u00fcn\n', 'latin1');
    expect((await read('a.csv', bytes, { encoding: 'windows-1251' })).table).toEqual([['kдse', 'grьn']]);
    expect(await read('a.csv', bytes, { encoding: 'windows-1252' })).toMatchObject({ table: [['käse', 'grün']] });
    await expect(read('a.csv', bytes, { encoding: 'utf-8' })).rejects.toMatchObject({ code: 'file_no_rows' });
  });

  test('delimiter, quote and header', async () => {
    expect(await read('a.csv', 'a;b,c\n1;2,3\n', { delimiter: ';' })).toMatchObject({
      names: ['a', 'b,c'],
      table: [['1', '2,3']],
    });
    expect(await read('a.csv', 'a,b\n1,x\n', { header: false })).toMatchObject({
      names: ['column 1', 'column 2'],
      rows: 2,
    });
    expect(await read('a.csv', '1,2\n3,4\n', { header: true })).toMatchObject({ names: ['1', '2'], rows: 1 });
    expect((await read('a.csv', `a,b\n"x,y"\n`, { quote: '' })).table).toEqual([['"x', 'y"']]);
    expect((await read('a.csv', `'a','b'\n'x, it''s','y'\n`)).table).toEqual([["x, it's", 'y']]);
    expect((await read('a.csv', '{"a":"1"}\n{"a":"2"}\n', { format: 'jsonl' })).names).toEqual(['a']);
  });

  test('a preview shows what an import would store', async () => {
    writeFileSync(join(folder, 'a.csv'), `a;b\n${'1;x\n'.repeat(50)}`);
    const preview = (options: ImportOptions) =>
      previewFile(
        { files: [join(folder, 'a.csv')], options, scratch: join(folder, 'scratch') },
        new AbortController().signal,
      );
    const detected = await preview({});
    expect(detected).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ';',
      quote: '"',
      header: true,
      columns: ['a', 'b'],
    });
    expect(detected.rows).toHaveLength(20);
    expect(await preview({ delimiter: '|', header: false })).toMatchObject({ columns: ['column 1'] });
    await expect(
      previewFile(
        { files: [join(folder, 'none.csv')], options: {}, scratch: join(folder, 'scratch') },
        new AbortController().signal,
      ),
    ).rejects.toMatchObject({ code: 'file_not_found' });
  });
});
