import { Random } from '../../main/ml/random.ts';

export const FUZZED_FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'txt'] as const;
export type FuzzedFormat = (typeof FUZZED_FORMATS)[number];

/** What breaks readers of text: quotes, brackets, line ends of all kinds, bytes that are no text, marks of encodings, numbers out of range. */
const NASTY: readonly Uint8Array[] = [
  ...[
    '"',
    '""',
    "'",
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    ',',
    '\t',
    ';',
    '|',
    '\0',
    '\u2028',
    '\uFEFF',
    '\uFFFD',
    '👩‍🚀',
    '茶',
  ],
  ...['{', '}', '[', ']', '[[', ']]', '{"a":', '":', '\\', '\\"', '\\u', '\\ud800', 'null', '1e999', '-', '0.10'],
  ...['99999999999999999999', '__proto__', '"__proto__":1', '=1+1', '{"messages":[]}', 'NaN', '//', '   '],
].map((text) => Buffer.from(text));
const BYTES: readonly Uint8Array[] = [
  [0xff],
  [0xfe, 0xff],
  [0x80],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
].map((bytes) => Uint8Array.from(bytes));
const WORDS = [
  'lamp',
  'a warm light',
  'two\nlines',
  'say "x"',
  'a, b',
  '',
  '12',
  '3.50',
  '茶壶',
  'naïve',
  'true',
  '2024-01-01',
];

/** A malformed file: a good one of its format with a few things done to it. The same number gives the same bytes. */
export function mutant(format: FuzzedFormat, seed: number): Uint8Array {
  const random = new Random(seed * 5 + FUZZED_FORMATS.indexOf(format));
  let bytes = goodFile(format, random);
  const changes = 1 + random.integer(6);
  for (let change = 0; change < changes; change++) bytes = changed(bytes, random);
  return encoded(bytes, random);
}

function goodFile(format: FuzzedFormat, random: Random): Buffer {
  const word = () => WORDS[random.integer(WORDS.length)] as string;
  const [rows, columns] = [random.integer(30), 1 + random.integer(5)];
  const table = Array.from({ length: rows }, () => Array.from({ length: columns }, word));
  const record = (cells: string[]) => Object.fromEntries(cells.map((cell, index) => [`c${index}`, cell]));
  const quoted = (cell: string) => (/[",\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  switch (format) {
    case 'csv':
      return Buffer.from(table.map((row) => row.map(quoted).join(',')).join(random.integer(4) ? '\n' : '\r\n'));
    case 'tsv':
      return Buffer.from(table.map((row) => row.map(quoted).join('\t')).join('\n'));
    case 'jsonl':
      return Buffer.from(table.map((row) => JSON.stringify(random.integer(5) ? record(row) : row)).join('\n'));
    case 'json': {
      const list = random.integer(3) ? table.map(record) : table;
      return Buffer.from(
        JSON.stringify(random.integer(4) ? list : { version: 1, rows: list }, null, random.integer(3)),
      );
    }
    case 'txt':
      return Buffer.from(table.flat().join(random.integer(2) ? '\n' : '\n\n'));
    default:
      throw format satisfies never;
  }
}

function changed(bytes: Buffer, random: Random): Buffer {
  const at = random.integer(bytes.length + 1);
  const length = random.integer(Math.min(20, bytes.length - at + 1));
  const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  const nasty = random.integer(5) ? NASTY : BYTES;
  const insertion = nasty[random.integer(nasty.length)] as Uint8Array;
  switch (random.integer(6)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, part, part, after]);
    case 2:
      return before;
    case 3:
      return Buffer.concat([before, Buffer.alloc(random.integer(3000), insertion), after]);
    default:
      return Buffer.concat([before, insertion, part, after]);
  }
}

/** Mostly as it is; sometimes in UTF-16, with or without a mark, or with a mark of UTF-8. */
function encoded(bytes: Buffer, random: Random): Uint8Array {
  const kind = random.integer(12);
  if (kind === 0) return Buffer.concat([Buffer.from('\uFEFF'), bytes]);
  if (kind > 3) return bytes;
  const utf16 = Buffer.from((kind === 1 ? '\uFEFF' : '') + bytes.toString('utf8'), 'utf16le');
  return kind === 3 ? utf16.swap16() : utf16;
}
