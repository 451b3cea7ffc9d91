import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CODECS } from './parquetCodecs.ts';
import { importContent } from './testing.ts';

/** Three names beside a column of nulls, as `pyarrow.parquet.write_table(…, compression='LZ4')` of pyarrow 26.0.1 writes them. */
const NAMES_AND_NULLS =
  'UEFSMRUEFTAVNEwVBhUAEgAA8AkEAAAAbGFtcAUAAABjaGFpcgMAAABtdWcVABUUFRYsFQYVEBUGFQYcAAAAoAIAAAAGAQIDJAAVBBUAFQJMFQAVABIAAAAVABUOFRAsFQYVEBUGFQYcAAAAcAIAAAAGAAAVBBk8NQAYBnNjaGVtYRUEABUMJQIYBG5hbWUlAEwcAAAAFQwlAhgHbm90aGluZyUATBwAAAAWBhkcGSwmABwVDBk1AAYQGRgEbmFtZRUOFgYWhgEWjAEmWCYIKSwVBBUAFQIAFQAVEBUCADwWGBkGGSYABgAAACYAHBUMGTUABhAZGAdub3RoaW5nFQ4WBhZQFlQmsgEmlAEpLBUEFQAVAgAVABUQFQIAPBYAGQYZJgYAAAAAFtYBFgYmCBbgAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAA6wAAAFBBUjE=';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-codecs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a column without anything in it, packed by LZ4', async () => {
  const { names, table } = await importContent(folder, 'a.parquet', Buffer.from(NAMES_AND_NULLS, 'base64'));
  expect([names, table]).toEqual([
    ['name', 'nothing'],
    [
      ['lamp', ''],
      ['chair', ''],
      ['mug', ''],
    ],
  ]);
});

test('LZ4 as it is, and with the lengths that Hadoop and older Arrow put before each block', () => {
  // “abcd” and eight characters of it again, as a block.
  const block = Uint8Array.from([0x43, 97, 98, 99, 100, 4, 0, 0x50, 119, 120, 121, 122, 33]);
  const text = 'abcdabcdabcwxyz!';
  const framed = Uint8Array.from([0, 0, 0, text.length, 0, 0, 0, block.length, ...block]);
  const unpack = (codec: 'LZ4' | 'LZ4_RAW', bytes: Uint8Array) =>
    Buffer.from(CODECS[codec]?.(bytes, text.length) ?? []).toString('latin1');
  expect(unpack('LZ4_RAW', block)).toBe(text);
  expect(unpack('LZ4', block)).toBe(text);
  expect(unpack('LZ4', framed)).toBe(text);
});
