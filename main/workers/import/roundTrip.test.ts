import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Brackets } from './brackets.ts';
import { CsvParser } from './csvParser.ts';
import { findJsonLayout, ROOT_LIST } from './jsonLayout.ts';
import { jsonlReader } from './jsonlReader.ts';
import { JsonReader } from './jsonReader.ts';
import { cellText } from './jsonValues.ts';
import type { RowSink, TextReader } from './rowSink.ts';
import { PlainTextReader } from './textReader.ts';

/** What a reader finds in a text that arrives in parts of any size. */
function read(text: string, part: number, makeReader: (sink: RowSink) => TextReader) {
  const found = { rows: [] as string[][], records: [] as Record<string, string>[], refused: [] as string[] };
  const reader = makeReader({
    row: (cells) => found.rows.push(cells),
    record: (record) =>
      found.records.push(Object.fromEntries([...record].map(([name, value]) => [name, cellText(value)]))),
    reject: (line, reason) => found.refused.push(`${line} ${reason}`),
  });
  for (let at = 0; at < text.length; at += part) reader.feed(text.slice(at, at + part));
  reader.end();
  return found;
}

/** No NUL and no replacement character: a reader refuses rows with these. */
const usable = (cell: string) => !/[\0\uFFFD]/.test(cell);
const text = fc
  .array(fc.constantFrom('a', '"', "'", ',', ';', '\t', '\n', '\r\n', '[', '}', '\\', 'é', '茶', '👩‍🚀', '\u2028', ' '))
  .map((parts) => parts.join(''));
const cell = fc.oneof(text, fc.string({ unit: 'grapheme' }).filter(usable));
const part = fc.integer({ min: 1, max: 50 });
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((columns) => fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1 }));
const record = fc.dictionary(fc.string().filter(usable), cell, { minKeys: 1, maxKeys: 5 });

const runs = { numRuns: 300, seed: 5 };

test.each([',', '\t', ';', '|'])('CSV with %j', (delimiter) => {
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(table, part, fc.constantFrom('\n', '\r\n'), (rows, size, lineEnd) => {
      const csv = rows.map((row) => row.map(quoted).join(delimiter)).join(lineEnd);
      const found = read(csv, size, (sink) => new CsvParser(delimiter, sink));
      expect(found.refused).toEqual([]);
      expect(found.rows).toEqual(rows);
    }),
    runs,
  );
});

test('JSON, with or without spaces, in a list or in an object', () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1 }),
      part,
      fc.integer({ min: 0, max: 2 }),
      fc.boolean(),
      (rows, size, indent, inside) => {
        const json = JSON.stringify(inside ? { note: '[{', rows, more: [[1]] } : rows, null, indent);
        const where = findJsonLayout(json) ?? ROOT_LIST;
        expect(where).toMatchObject({ kind: 'list', path: inside ? ['rows'] : [] });
        expect(read(json, size, (sink) => new JsonReader(where, sink))).toEqual({
          rows: [],
          records: rows,
          refused: [],
        });
      },
    ),
    runs,
  );
});

test('objects one after the other, and JSON Lines', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1 }), part, fc.integer({ min: 0, max: 2 }), (rows, size, indent) => {
      const pretty = rows.map((row) => JSON.stringify(row, null, indent)).join('\n');
      const expected = { rows: [], records: rows, refused: [] };
      expect(read(pretty, size, (sink) => new JsonReader({ ...ROOT_LIST, kind: 'sequence' }, sink))).toEqual(expected);
      const lines = rows.map((row) => JSON.stringify(row)).join('\r\n');
      expect(read(lines, size, jsonlReader)).toEqual(expected);
    }),
    runs,
  );
});

test('texts by line and by paragraph', () => {
  const line = cell.map((value) => value.replace(/\s+/g, ' ').trim()).filter((value) => value !== '');
  fc.assert(
    fc.property(fc.array(fc.array(line, { minLength: 1 }), { minLength: 1 }), part, (paragraphs, size) => {
      const whole = paragraphs.map((lines) => lines.join('\n'));
      const byParagraph = read(whole.join('\n\n'), size, (sink) => new PlainTextReader('paragraph', sink));
      expect(byParagraph.rows).toEqual(whole.map((value) => [value]));
      const byLine = read(whole.join('\n'), size, (sink) => new PlainTextReader('line', sink));
      expect(byLine.rows).toEqual(paragraphs.flat().map((value) => [value]));
    }),
    runs,
  );
});

test('brackets without end are counted, not kept', () => {
  const brackets = new Brackets();
  for (let count = 0; count < 1_000_000; count++) brackets.open(91);
  expect(brackets.depth).toBeLessThan(20_000);
  for (let count = 0; count < 1_000_000; count++) brackets.close(93);
  expect(brackets.depth).toBe(0);
});
