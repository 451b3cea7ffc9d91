import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { previewFile } from './previewFile.ts';
import { importContent, requestFor, workbookOf, zipOf } from './testing.ts';
import { shownNumber } from './xlsxFormats.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-sheets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LETTERS = 'ABCDEFGH';
const row = (number: number, cells: (string | null)[], from = 0) =>
  `<row r="${number}">${cells.map((cell, at) => (cell === null ? '' : `<c r="${LETTERS[at + from]}${number}" t="inlineStr"><is><t>${cell}</t></is></c>`)).join('')}</row>`;
const NAMES = ['name', 'kind', 'text'];
const ROWS = Array.from({ length: 8 }, (_, at) => [`Lamp ${at}`, at % 2 ? 'floor' : 'desk', `Lights room ${at} well.`]);
const table = (first = 1, from = 0) => [NAMES, ...ROWS].map((cells, at) => row(first + at, cells, from)).join('');
const doubts = async (name: string) =>
  (await previewFile(requestFor(folder, [join(folder, name)]), new AbortController().signal)).doubts;

describe('where the table of a sheet lies', () => {
  test.each([
    ['on top', table()],
    ['below a title and a blank row', row(1, ['Price list']) + table(3)],
    [
      'below a title over all columns',
      `${row(1, ['Price list'])}${table(2)}</sheetData><mergeCells><mergeCell ref="A1:C1"/></mergeCells>`,
    ],
    ['below two titles', row(1, ['Company: ACME']) + row(2, ['Date: 2026']) + table(4)],
    ['in the middle', table(3, 2)],
  ])('%s', async (_, sheet) => {
    expect(await importContent(folder, 'a.xlsx', workbookOf({ S: sheet }))).toMatchObject({
      names: NAMES,
      table: ROWS,
      rejected: 0,
    });
  });

  test('what was skipped is said', async () => {
    await importContent(folder, 'a.xlsx', workbookOf({ S: row(1, ['Price list']) + table(3) }));
    expect(await doubts('a.xlsx')).toEqual([{ kind: 'skipped_rows', rows: 2, text: 'Price list' }]);
  });

  test('hidden sheets, and those without a table, wait to be asked for', async () => {
    const book = (state: string) => {
      return zipOf({
        ...parts(state),
        'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${row(1, ['a'])}${row(2, ['b'])}</sheetData></worksheet>`,
        'xl/worksheets/sheet2.xml': `<worksheet><sheetData>${table()}</sheetData></worksheet>`,
      });
    };
    for (const state of ['hidden', 'veryHidden', 'visible']) {
      const imported = await importContent(folder, 'a.xlsx', book(state));
      expect(imported).toMatchObject({ names: NAMES, rows: 8 });
      expect(await doubts('a.xlsx')).toEqual([{ kind: 'tables', table: 'Products', tables: ['Lists', 'Products'] }]);
      expect((await importContent(folder, 'a.xlsx', book(state), { table: 'Lists' })).rows).toBeGreaterThan(0);
    }
  });
});

const parts = (state: string) => ({
  'xl/workbook.xml': `<workbook><sheets><sheet name="Lists" sheetId="1" state="${state}" r:id="rId1"/><sheet name="Products" sheetId="2" r:id="rId2"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>',
});

test('merged cells count for all of their rows, and it is said', async () => {
  const rows = ROWS.map(([name = '', , text = ''], at) =>
    row(2 + at, [at % 4 === 0 ? `kind ${at / 4}` : null, name, text]),
  );
  const sheet = `${row(1, ['kind', 'name', 'text'])}${rows.join('')}</sheetData><mergeCells count="2"><mergeCell ref="A2:A5"/><mergeCell ref="A6:A9"/></mergeCells>`;
  const imported = await importContent(folder, 'a.xlsx', workbookOf({ S: sheet }));
  expect(imported.table.map(([kind]) => kind)).toEqual([...Array(4).fill('kind 0'), ...Array(4).fill('kind 1')]);
  expect(await doubts('a.xlsx')).toEqual([{ kind: 'merged_cells' }]);
});

test('formulas without a stored value are said', async () => {
  const rows = ROWS.map((cells, at) =>
    row(2 + at, cells).replace('</row>', `<c r="D${2 + at}"><f>A1</f><v></v></c></row>`),
  );
  await importContent(folder, 'a.xlsx', workbookOf({ S: row(1, [...NAMES, 'sum']) + rows.join('') }));
  expect(await doubts('a.xlsx')).toEqual([{ kind: 'formulas', cells: 8 }]);
});

test.each([
  ['17', '00000', '00017'],
  ['4006381330000', '0', '4006381330000'],
  ['1.5', '[h]:mm', '36:00'],
  ['1.5', '[hh]:mm:ss', '36:00:00'],
  ['0.5', '[mm]:ss', '720:00'],
  ['0.14999999999999999', '0%', '15%'],
  ['0.0796', '0.00%', '7.96%'],
  ['57.700000000000003', 'General', '57.7'],
  ['0.30000000000000004', '0.00', '0.30'],
  ['1.005', '0.00', '1.01'],
  ['1234.5', '#,##0.00\\ [$€-407]', '1,234.50 €'],
  ['1234.5', '_($* #,##0.00_)', '$1,234.50'],
  ['-5', '0.00;[Red](0.00)', '(5.00)'],
  ['-5', '0.00', '-5.00'],
  ['-0.001', '0.00', '0.00'],
  ['1234567', '#,##0,', '1,235'],
  ['1500000', '0.0,,"M"', '1.5M'],
  ['5551234567', '(000) 000-0000', '(555) 123-4567'],
  ['12345', '0.00E+00', '1.23E+04'],
  ['3', '0" kg"', '3 kg'],
  ['0.5', '# ?/?', '1/2'],
  ['2.25', '# ?/?', '2 1/4'],
  ['0', '0;-0;"none"', 'none'],
  ['5', '[<10]"few";"many"', 'few'],
  ['7', '@', '7'],
  ['5', ';;;', '5'],
  ['1e-7', 'General', '0.0000001'],
  ['1.50', 'General', '1.50'],
  ['45292', 'dd/mm/yyyy', '2024-01-01'],
  ['45292.75', 'yyyy-mm-dd hh:mm', '2024-01-01 18:00'],
  ['45292', 'dddd', 'Monday'],
  ['45292', 'mmm', 'Jan'],
  ['45292', 'yyyy', '2024'],
  ['0.5', 'h:mm AM/PM', '12:00 PM'],
  ['0.60416666666666663', 'h:mm', '14:30'],
  ['0.604178', 'hh:mm:ss', '14:30:01'],
  ['text', '0.00', 'text'],
])('%s as %s is %s', (stored, format, shown) => {
  expect(shownNumber(stored, format, false)).toBe(shown);
});

describe('what is named as a workbook and is none', () => {
  const page = (rows: string) =>
    `<html><body><table><tr><td>menu</td></tr></table><TABLE border=1>${rows}</TABLE><script>"<table>"</script></body></html>`;
  const rows = `<tr><th>name</th><th>text</th></tr><tr><td rowspan="2">a &amp; b</td><td>one<br>two</td></tr><tr><td>three\n four</td></tr><!-- <tr> -->`;

  test('a page has its largest table read', async () => {
    for (const name of ['a.xls', 'a.xlsx', 'a.html']) {
      expect(await importContent(folder, name, page(rows))).toMatchObject({
        format: 'html',
        names: ['name', 'text'],
        table: [
          ['a & b', 'one\ntwo'],
          ['a & b', 'three four'],
        ],
      });
    }
  });

  test('text is read, and old workbooks are refused with what to do', async () => {
    expect(await importContent(folder, 'a.xlsx', 'name,text\na,"x, y"\nb,z\n')).toMatchObject({
      format: 'csv',
      rows: 2,
    });
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    await expect(importContent(folder, 'a.xls', ole)).rejects.toMatchObject({ code: 'file_old_workbook' });
    const xml = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>';
    await expect(importContent(folder, 'a.xls', xml)).rejects.toMatchObject({ code: 'file_old_workbook' });
    await expect(importContent(folder, 'a.csv', 'a,b\n1,x\n', { format: 'xlsx' })).rejects.toMatchObject({
      code: 'workbook_invalid',
    });
  });
});
