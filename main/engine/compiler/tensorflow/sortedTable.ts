import protobuf from 'protobufjs';
import { crc32c, masked } from './crc32c.ts';

/*
 * LevelDB's table of sorted keys, in which TensorFlow keeps the index of a checkpoint (tensorflow/core/lib/io/table_format.txt): one block of
 * data, not compressed, and an index that names it.
 */

/** A key is written whole after so many that only say where they differ from the one before. */
const RESTART = 16;
const MAGIC = [0x8b80fb57, 0xdb477524] as const;
const NOT_COMPRESSED = 0;
const FOOTER_HANDLES = 40;

type Entry = readonly [key: Uint8Array, value: Uint8Array];

/** The bytes of a table. */
export function sortedTable(entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = Array.from(entries, ([key, value]): Entry => [Buffer.from(key), value]).sort(([a], [b]) =>
    Buffer.compare(a, b),
  );
  const parts: Uint8Array[] = [];
  let offset = 0;
  /** Adds a block and gives its handle: where it is, and how long. */
  const add = (block: Uint8Array): Uint8Array => {
    const typed = Buffer.concat([block, Buffer.of(NOT_COMPRESSED)]);
    parts.push(typed, fixed32(masked(crc32c(typed))));
    const handle = Buffer.concat([varint(offset), varint(block.length)]);
    offset += typed.length + 4;
    return handle;
  };
  const data = add(blockOf(sorted));
  const about = add(blockOf([]));
  const index = add(blockOf([[sorted.at(-1)?.[0] ?? Buffer.alloc(0), data]]));
  const handles = Buffer.concat([about, index]);
  return Buffer.concat([...parts, handles, Buffer.alloc(FOOTER_HANDLES - handles.length), ...MAGIC.map(fixed32)]);
}

function blockOf(entries: readonly Entry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const restarts: number[] = entries.length === 0 ? [0] : [];
  let length = 0;
  for (const [place, [key, value]] of entries.entries()) {
    const before = place % RESTART === 0 ? null : (entries[place - 1] as Entry)[0];
    if (before === null) restarts.push(length);
    const same = before === null ? 0 : sameBeginning(before, key);
    const own = key.subarray(same);
    const part = Buffer.concat([varint(same), varint(own.length), varint(value.length), own, value]);
    parts.push(part);
    length += part.length;
  }
  return Buffer.concat([...parts, ...restarts.map(fixed32), fixed32(restarts.length)]);
}

/**
 * What a table of one block of data holds.
 *
 * @throws Error where it is none, or damaged
 */
export function readSortedTable(bytes: Uint8Array): Map<string, Uint8Array> {
  const footer = Buffer.from(bytes.subarray(-FOOTER_HANDLES - 8));
  if (MAGIC.some((magic, at) => footer.readUInt32LE(FOOTER_HANDLES + 4 * at) !== magic))
    throw new Error('no table of sorted keys');
  const handles = protobuf.Reader.create(footer);
  const [, , offset = 0, length = 0] = Array.from({ length: 4 }, () => Number(handles.uint64()));
  const index = entriesOf(blockAt(bytes, offset, length));
  const [handle] = index.values();
  const reader = protobuf.Reader.create(handle ?? new Uint8Array());
  return entriesOf(blockAt(bytes, Number(reader.uint64()), Number(reader.uint64())));
}

function blockAt(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  const typed = bytes.subarray(offset, offset + length + 1);
  const sum = Buffer.from(bytes.subarray(offset + length + 1, offset + length + 5)).readUInt32LE();
  if (sum !== masked(crc32c(typed))) throw new Error('a block of the table is damaged');
  return typed.subarray(0, length);
}

function entriesOf(block: Uint8Array): Map<string, Uint8Array> {
  const restarts = Buffer.from(block.subarray(-4)).readUInt32LE();
  const reader = protobuf.Reader.create(block.subarray(0, block.length - 4 * (restarts + 1)));
  const entries = new Map<string, Uint8Array>();
  let key: Uint8Array = Buffer.alloc(0);
  while (reader.pos < reader.len) {
    const [same, own, value] = [reader.uint32(), reader.uint32(), reader.uint32()];
    const end = reader.pos + own;
    key = Buffer.concat([key.subarray(0, same), reader.buf.subarray(reader.pos, end)]);
    entries.set(Buffer.from(key).toString(), reader.buf.subarray(end, end + value));
    reader.pos = end + value;
  }
  return entries;
}

function sameBeginning(a: Uint8Array, b: Uint8Array): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

const varint = (value: number): Uint8Array => protobuf.Writer.create().uint64(value).finish();

function fixed32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
