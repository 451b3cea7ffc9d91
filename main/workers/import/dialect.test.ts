import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import { detectTable } from './dialect.ts';
import { swallowedRows } from './dialectScore.ts';
import { importContent } from './testing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-dialect-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (content: string, options?: ImportOptions, name = 'a.csv') =>
  importContent(folder, name, content, options);
const ROWS = ['kettle,home,9.00,pours well', 'lamp,office,12.50,dims at once', 'chair,garden,30.00,folds flat'];
const TABLE = `name,category,price,text\n${ROWS.join('\n')}\n`;
const SEMICOLONS = TABLE.replaceAll(',', ';');

describe('where the table begins', () => {
  test.each<[string, string]>([
    ['on the first line', TABLE],
    ['after sep=', `sep=;\r\n${SEMICOLONS}`],
    ['after sep= with a byte-order mark', `\uFEFFsep=;\r\n${SEMICOLONS}`],
    ['after sep= in quotes, as some programs save it again', `"sep=;"\n${SEMICOLONS}`],
    ['after a comment with commas', `# shop export, 3 products\n${TABLE}`],
    ['after a title and a blank line', `All products\n\n${TABLE}`],
    ['after a title', `All products of November\n${TABLE}`],
    ['after the head of a report', `Shop:,Kindling\nDate:,2026-11-20\n\n${TABLE}`],
    ['after a head that is padded', `Product report,,,\nCreated in November,,,\n,,,\n${TABLE}`],
    ['after blank rows', `\n,,,\n\n${TABLE}`],
  ])('%s', async (_, content) => {
    const { names, rows, rejected, table } = await read(content);
    expect([names, rows, rejected]).toEqual([['name', 'category', 'price', 'text'], 3, 0]);
    expect(table[2]).toEqual(['chair', 'garden', '30.00', 'folds flat']);
  });

  test('can be said', async () => {
    const said = await read(`a,b,c,d\nx,y,z,w\n${TABLE}`, { skipRows: 2 });
    expect(said).toMatchObject({ names: ['name', 'category', 'price', 'text'], rows: 3 });
  });
});

describe('a delimiter of the texts', () => {
  const semicolons = Array.from({ length: 12 }, (_, at) => `lamp ${at},home,"dims at once, hums; number ${at}"`);
  const commas = Array.from({ length: 12 }, (_, at) => `lamp ${at};home;"dims at once; hums, number ${at}"`);
  test.each<[string, string]>([
    ['below a title', `Table 1\n\nname,category,text\n${semicolons.join('\n')}\n`],
    ['below a padded title', `Table 1,,\nname,category,text\n${semicolons.join('\n')}\n`],
    ['below blank rows', `,,\n,,\nname,category,text\n${semicolons.join('\n')}\n`],
    ['the other way round', `Table 1\n\nname;category;text\n${commas.join('\n')}\n`],
  ])('stands in quotes, %s', async (_, content) => {
    const { names, rows, rejected, table } = await read(content);
    expect([names, rows, rejected]).toEqual([['name', 'category', 'text'], 12, 0]);
    expect(table[3]?.[2]).toMatch(/^dims at once[,;] hums[,;] number 3$/);
  });
});

test('texts of several lines with as many commas as a row are cells all the same', async () => {
  const text = (at: number) => `line one\nline two, long days, number ${at}\n\nline four`;
  const lines = Array.from({ length: 12 }, (_, at) => `${at},lamp ${at},"${text(at)}"`);
  const { names, rows, rejected, table } = await read(`id,name,text\r\n${lines.join('\r\n')}\r\n`);
  expect([names, rows, rejected]).toEqual([['id', 'name', 'text'], 12, 0]);
  expect(table[3]?.[2]).toBe(text(3));
});

test('lines that end in a carriage return alone, with semicolons in the texts', async () => {
  const lines = Array.from({ length: 12 }, (_, at) => `lamp ${at},"dims at once, hums; number ${at}"`);
  expect(await read(`name,text\r${lines.join('\r')}\r`)).toMatchObject({ names: ['name', 'text'], rows: 12 });
});

test('blanks around every bar are none of the cells', async () => {
  const { table } = await read('name | category | text\nlamp | home | dims at once\nchair | garden | folds flat\n');
  expect(table[1]).toEqual(['chair', 'garden', 'folds flat']);
});

test('an error names the file', async () => {
  const only = read('name,text\n', { header: true });
  await expect(only).rejects.toMatchObject({ code: 'file_empty', details: { file: expect.stringContaining('a.csv') } });
});

describe('which rows name the columns', () => {
  test.each<[string, string, string[], number]>([
    ['years above texts', '2022,2023\na b,c d\ne f,g h\n', ['2022', '2023'], 2],
    ['years above numbers', 'product,2022,2023\nlamp,4,9\nchair,7,8\n', ['product', '2022', '2023'], 2],
    ['names and units', 'name,weight\n,kg\nlamp,4\nchair,7\nbell,1\n', ['name', 'weight kg'], 3],
    [
      'names of several columns',
      'Item,,Price,\nname,kind,net,gross\na,b,1,2\nc,d,3,4\n',
      ['Item name', 'Item kind', 'Price net', 'Price gross'],
      2,
    ],
    [
      'none',
      'lamp,9.50,dims at once and never hums\nchair,7.00,folds flat and fits in any car\n',
      ['column 1', 'column 2', 'column 3'],
      2,
    ],
  ])('%s', async (_, content, expected, count) => {
    expect(await read(content)).toMatchObject({ names: expected, rows: count, rejected: 0 });
  });

  test('a template: titles above the names that programs use', async () => {
    const content =
      'Type=home\tVersion=1\t\nProduct Name\tPrice\tProduct Text\nitem_name\tprice\titem_text\nlamp\t9.00\tdims at once\nbell\t2.00\tis loud\nmug\t3.00\tis blue\n';
    expect(await read(content, {}, 'a.tsv')).toMatchObject({ names: ['item_name', 'price', 'item_text'], rows: 3 });
    expect(detectTable(content).shape.header.sure).toBe(false);
    expect(await read(content, { skipRows: 1, headerRows: 2 }, 'a.tsv')).toMatchObject({
      names: ['Product Name item_name', 'Price', 'Product Text item_text'],
      rows: 3,
    });
  });

  test('invisible characters are no part of a name; names that come again are left out', async () => {
    const { names, rows } = await read(
      '\u200Bname,\uFEFFkind,price\u00A0\nlamp,a,1\n\uFEFFname,kind,price\nbell,b,2\n',
    );
    expect([names, rows]).toEqual([['name', 'kind', 'price'], 3]);
    expect((await read('name,kind\nlamp,a\n\uFEFFname,kind\nbell,b\n')).rows).toBe(2);
  });
});

describe('ragged rows', () => {
  test('delimiters at the end, with and without one after the names', async () => {
    const trailing = ROWS.map((row) => `${row},`).join('\n');
    for (const end of ['', ',']) {
      const { names, rejected } = await read(`name,category,price,text${end}\n${trailing}\n`);
      expect([names, rejected]).toEqual([['name', 'category', 'price', 'text'], 0]);
    }
  });

  test('a spreadsheet leaves out empty cells at the end; half a row is rejected', async () => {
    const content = 'name,kind,colour,note\na,x,red,ask\nb,x,,\nc,x\nd,x,blue\n';
    expect(await read(content)).toMatchObject({ rows: 4, rejected: 0 });
    const broken = `${TABLE}${ROWS.join('\n')}\nhalf,row\nand the,rest,here\n`;
    expect(await read(broken)).toMatchObject({ rows: 6, rejected: 2 });
  });
});

describe('delimiter, quotes and line ends', () => {
  test.each<[string, string, string[], string[]]>([
    [
      'semicolons, commas in names and prices',
      'Artikel;Preis (netto, EUR);Preis (brutto, EUR)\nTopf;9,50;11,31\nLampe;10,50;12,50\n',
      ['Artikel', 'Preis (netto, EUR)', 'Preis (brutto, EUR)'],
      ['Topf', '9,50', '11,31'],
    ],
    [
      'semicolons, lists with commas',
      'Titel;Merkmale (Farbe, Form)\nTopf;rot, rund\nLampe;rot, eckig\n',
      ['Titel', 'Merkmale (Farbe, Form)'],
      ['Topf', 'rot, rund'],
    ],
    [
      'one column with a comma a line',
      'slogan\nWarm light, soft shadows\nMade slow, made well\n',
      ['slogan'],
      ['Warm light, soft shadows'],
    ],
    ['blanks before quotes', 'name, text\n"a", "b, c"\n"d", "e, f"\n', ['name', 'text'], ['a', 'b, c']],
    [
      'backslashes before quotes',
      '"name","text"\n"a","The \\"b\\", and c"\n"d","e"\n',
      ['name', 'text'],
      ['a', 'The "b", and c'],
    ],
    [
      'nulls and line breaks of MySQL',
      'name\tprice\ttext\na\t\\N\tone\\ntwo\nb\t\\N\tc\n',
      ['name', 'price', 'text'],
      ['a', '', 'one\ntwo'],
    ],
    ['inches in a table with tabs', 'name\tsize\n"Big\t24\n"Small\t12\nbell\t3\n', ['name', 'size'], ['"Big', '24']],
    ['carriage returns, the last line with a line feed', 'name,text\ra,b c\rd,e f\n', ['name', 'text'], ['a', 'b c']],
    ['carriage returns with line feeds in quotes', 'name,text\ra,"b\nc"\rd,"e\nf"\r', ['name', 'text'], ['a', 'b\nc']],
    ['two carriage returns', 'name,text\r\r\na,b\r\r\nc,d\r\r\n', ['name', 'text'], ['a', 'b']],
    ['carriage returns within quotes alone', 'name,text\na,"b\rc"\nd,"e\rf"\n', ['name', 'text'], ['a', 'b\rc']],
    ['Ctrl-Z', 'name,text\r\na,b\r\nc,d\r\n\x1A', ['name', 'text'], ['a', 'b']],
  ])('%s', async (_, content, names, first) => {
    const imported = await read(content);
    expect(imported).toMatchObject({ names, rejected: 0 });
    expect(imported.table[0]).toEqual(first);
  });

  test('lines of a text with a comma each are texts', async () => {
    const text = 'Reno, Nevada\nMiami, Florida\nBoise, Idaho\n';
    expect(await read(text, {}, 'a.txt')).toMatchObject({ format: 'txt', rows: 3, names: ['text'] });
  });

  test('can be said', async () => {
    expect(await read('text\na,b\n', { delimiter: '' })).toMatchObject({ names: ['text'], table: [['a,b']] });
    expect((await read('a,b\n"x","y \\" z"\n', { backslash: true })).table).toEqual([['x', 'y " z']]);
  });
});

describe('lines of a cell that look like rows', () => {
  test('are rows that a quote joined', () => {
    const joined = ['lamp', `12.50\n${ROWS.join('\n')}\nvase`, 'x', 'y'];
    expect(swallowedRows(joined, ',', 4)).toBe(3);
  });

  test.each([
    ['paragraphs with many commas', 'It has red, green, blue and white ones.\n\nIt is small, light, cheap, and new.'],
    [
      'a list or two in a text of many lines',
      'It makes:\n - /etc/{declaration,dtd,entities,misc}\n - /usr/{declaration,dtd,entities,misc}\n\nIt is\nfor the system\nas a whole.',
    ],
  ])('are not %s', (_, text) => {
    expect(swallowedRows(['xml-core', 'text', 'tool', text], ',', 4)).toBe(0);
  });
});
