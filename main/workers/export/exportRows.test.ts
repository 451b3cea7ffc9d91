import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetRead } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DatasetExportFormat } from '../../../shared/domain/datasets/datasetExport.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { fewOr, takesLong } from '../../setup/leftOut.ts';
import { columnNames, isHeader } from '../import/columnNames.ts';
import { CsvParser } from '../import/csvParser.ts';
import { importFile } from '../import/importFile.ts';
import { exportRows } from './exportRows.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const EXACT: DatasetExportFormat = { kind: 'csv', spreadsheetSafe: false };
const SAFE: DatasetExportFormat = { kind: 'csv', spreadsheetSafe: true };

interface Table {
  columns: string[];
  rows: string[][];
}

async function write({ columns, rows }: Table, format: DatasetExportFormat): Promise<Buffer> {
  const output = join(folder, 'out');
  const signal = new AbortController().signal;
  const events = await Array.fromAsync(exportRows({ columns, total: rows.length, rows }, format, output, signal));
  const bytes = readFileSync(output);
  expect(events.at(-1)).toEqual({ event: 'done', rows: rows.length, bytes: bytes.length });
  expect(readdirSync(folder)).toEqual(['out']);
  return bytes;
}

/** Whatever a cell can hold: the importer takes neither NUL nor the character that stands for broken bytes. */
const cell = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '"',
    '""',
    ',',
    '\r',
    '\n',
    '\r\n',
    "'",
    '=1+1',
    '\t',
    ';',
    '|',
    '\uFEFF',
    '茶壶',
    '😀',
    ' x ',
    '12',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\0\uFFFD]/.test(text)),
);
const table = (name: fc.Arbitrary<string>): fc.Arbitrary<Table> =>
  fc
    .uniqueArray(name, { minLength: 1, maxLength: 4 })
    .chain((columns) =>
      fc
        .array(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), { minLength: 1, maxLength: 8 })
        .map((rows) => ({ columns, rows })),
    );
const anyName = cell;
/** Names as the importer gives them. */
const importedName = fc
  .oneof(fc.constantFrom('name', '__proto__', 'a,b', 'say "x"', '说明', 'two\nlines'), cell)
  .filter((name) => name === name.trim() && name !== '' && !isHeader([name]) === false);

describe('CSV', () => {
  test('every table is read back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(table(anyName), async ({ columns, rows }) => {
        const read: string[][] = [];
        const parser = new CsvParser(',', {
          row: (cells) => read.push(cells),
          reject: (_, reason) => expect.unreachable(reason),
        });
        parser.feed((await write({ columns, rows }, EXACT)).toString());
        parser.end();
        expect(read).toEqual([columns, ...rows]);
      }),
      { numRuns: fewOr(80, 300) },
    );
  });

  test('importing what was exported gives the same rows, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(table(importedName), async ({ columns, rows }) => {
        fc.pre(columnNames(columns).every((name, index) => name === columns[index]));
        // A row that only says the names again is left out, and it is told.
        fc.pre(!rows.some((row) => row.length > 1 && row.every((cell, index) => cell === columns[index])));
        await write({ columns, rows }, EXACT);
        // Any table at all comes back when its form is said; which form files have that people make is another test's matter.
        const request = {
          files: [join(folder, 'out')],
          output: join(folder, 'v1.db'),
          options: { format: 'csv', delimiter: ',', quote: '"', header: true, skipRows: 0, backslash: false } as const,
          scratch: join(folder, 'scratch'),
        };
        await Array.fromAsync(importFile(request, new AbortController().signal));
        const stored = openDatasetFile(join(folder, 'v1.db'));
        try {
          expect(stored.columns).toEqual(columns);
          expect([...stored.rows()]).toEqual(rows);
          expect(stored.rejectedCount).toBe(0);
        } finally {
          stored.close();
          rmSync(join(folder, 'v1.db'));
        }
      }),
      // Found before: apostrophes on most lines were taken for the quote.
      {
        numRuns: fewOr(30, 300),
        examples: [[{ columns: ['a', "'", 'b'], rows: [['', "'", '']] }]],
      },
    );
  });

  test('lines end as RFC 4180 has it, and an only cell that is empty is still a row', async () => {
    const bytes = await write(
      {
        columns: ['a', 'b "c"'],
        rows: [
          ['1', ''],
          ['x\ny', ' z '],
        ],
      },
      EXACT,
    );
    expect(bytes.toString()).toBe('a,"b ""c"""\r\n1,\r\n"x\ny", z \r\n');
    expect((await write({ columns: ['a'], rows: [[''], ['']] }, EXACT)).toString()).toBe('a\r\n""\r\n""\r\n');
  });

  test('for a spreadsheet no cell begins like a formula, and the file says that it is UTF-8', async () => {
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', 'x=1', "'=1"];
    const bytes = await write({ columns: ['=name'], rows: formulas.map((formula) => [formula]) }, SAFE);
    expect(bytes.toString()).toBe(
      `\uFEFF"'=name"\r\n"'=1+1"\r\n"'+1"\r\n"'-1"\r\n"'@SUM(A1)"\r\n"'\t=1"\r\n"'\r=1"\r\n"'＝1+1"\r\nx=1\r\n"'=1"\r\n`,
    );
  });
});

describe('JSON Lines', () => {
  test('each line is an object with the columns in their order', async () => {
    await fc.assert(
      fc.asyncProperty(table(anyName), async ({ columns, rows }) => {
        const lines = (await write({ columns, rows }, { kind: 'jsonl' })).toString().split('\n');
        expect(lines.pop()).toBe('');
        const read = lines.map((line) => {
          const row = JSON.parse(line);
          return columns.map((name) => Object.getOwnPropertyDescriptor(row, name)?.value);
        });
        expect(read).toEqual(rows);
      }),
      { numRuns: fewOr(50, 200) },
    );
  });

  test('__proto__ is a key like any other, and numbers keep their place', async () => {
    const bytes = await write({ columns: ['b', '__proto__', '1'], rows: [['x', 'y', 'z']] }, { kind: 'jsonl' });
    expect(bytes.toString()).toBe('{"b":"x","__proto__":"y","1":"z"}\n');
  });
});

describe('Parquet', () => {
  const read = async (bytes: Buffer) => {
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const rows: unknown[][] = [];
    await parquetRead({ file, rowFormat: 'array', onComplete: (found) => rows.push(...(found as unknown[][])) });
    return rows;
  };

  test('another program reads the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(table(importedName), async ({ columns, rows }) => {
        // This reader takes a byte-order mark at the beginning of a cell for one; it is in the file.
        const seen = rows.map((row) => row.map((text) => text.replace(/^\uFEFF/, '')));
        expect(await read(await write({ columns, rows }, { kind: 'parquet' }))).toEqual(seen);
      }),
      { numRuns: fewOr(30, 100) },
    );
  });

  test('more rows than a row group holds', takesLong, async () => {
    const rows = Array.from({ length: 120_000 }, (_, index) => [`row ${index}`, 'same']);
    const bytes = await write({ columns: ['a', 'b'], rows }, { kind: 'parquet' });
    expect(await read(bytes)).toEqual(rows);
  });
});

test('a cancelled export leaves nothing behind', async () => {
  const controller = new AbortController();
  const rows = Array.from({ length: 100_000 }, () => ['x'.repeat(100)]);
  const consume = async () => {
    const output = join(folder, 'out');
    const source = { columns: ['a'], total: rows.length, rows };
    for await (const event of exportRows(source, EXACT, output, controller.signal)) {
      if (event.event === 'progress') controller.abort();
    }
  };
  await expect(consume()).rejects.toThrow('aborted');
  expect(readdirSync(folder)).toEqual([]);
});
