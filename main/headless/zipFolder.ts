import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { AppError } from '../../shared/errors/errors.ts';
import { uint16, uint32, uint64 } from '../files/littleEndian.ts';

/** Names and layouts are those of PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3. */
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const ZIP64_END_RECORD = 0x06064b50;
const ZIP64_END_LOCATOR = 0x07064b50;
const END_RECORD = 0x06054b50;
const ZIP64_EXTRA_FIELD = 1;
/** Length of what follows this field in a ZIP64 end record. */
const ZIP64_END_BYTES = 44;
/** Versions of the format, in tenths. */
const VERSION_ZIP64 = 45;
const VERSION_PLAIN = 20;
const NAMES_ARE_UTF8 = 0x0800;
const STORED = 0;
const MAX_16 = 0xffff;
const MAX_32 = 0xffff_ffff;

const CHUNK_BYTES = 256 * 1024;

interface Entry {
  path: string;
  name: Buffer;
  bytes: number;
  modified: Date;
  /** Where its local header begins. */
  offset: number;
  crc: number;
}

/**
 * A ZIP file of a folder's files, made while it is read, with the folder's own name as the first part of each path. Nothing is
 * compressed: weights are noise to a compressor, and the download does not leave this machine. So its length is known beforehand,
 * and a browser sees when a part is missing. Links are left out: they could lead anywhere.
 *
 * @param largest a larger size or offset is written as ZIP64; tests have small ones
 * @throws AppError `folder_not_found` when the folder has gone
 */
export async function zipFolder(folder: string, largest = MAX_32 - 1): Promise<{ length: number; content: Readable }> {
  const format = new ZipFormat(largest);
  const entries: Entry[] = [];
  let offset = 0;
  for (const path of await filesOf(folder)) {
    const { size: bytes, mtime: modified } = await stat(path);
    const name = Buffer.from(join(basename(folder), relative(folder, path)).split(sep).join('/'));
    const entry = { path, name, bytes, modified, offset, crc: 0 };
    entries.push(entry);
    offset += format.localHeader(entry).length + bytes;
  }
  const length = offset + format.directory(entries, offset).length;
  return { length, content: Readable.from(zipped(format, entries, offset), { objectMode: false }) };
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw new AppError('folder_not_found', { folder }, { cause: error });
  }
}

/** Reads no faster than it is read: a browser on a slow disk must not fill our memory. */
async function* zipped(format: ZipFormat, entries: readonly Entry[], directoryOffset: number): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    // The sum stands before the content: some programs cannot read a stored file whose sum follows it.
    for await (const chunk of contentOf(entry)) entry.crc = crc32(chunk, entry.crc);
    yield format.localHeader(entry);
    let bytes = 0;
    let crc = 0;
    for await (const chunk of contentOf(entry)) {
      bytes += chunk.length;
      crc = crc32(chunk, crc);
      yield chunk;
    }
    if (bytes !== entry.bytes || crc !== entry.crc)
      throw new AppError('file_unreadable', { file: entry.path, problem: 'it changed meanwhile' });
  }
  yield format.directory(entries, directoryOffset);
}

/** As many bytes as were announced, even if the file grows. */
const contentOf = ({ path, bytes }: Entry): AsyncIterable<Buffer> =>
  bytes === 0 ? Readable.from([]) : createReadStream(path, { highWaterMark: CHUNK_BYTES, end: bytes - 1 });

/** The records of an archive. What does not fit into 32 bits stands in a ZIP64 part, which readers of small archives never meet. */
class ZipFormat {
  readonly #largest: number;

  constructor(largest: number) {
    this.#largest = largest;
  }

  localHeader(entry: Entry): Buffer {
    const extra = this.#isLarge(entry.bytes) ? zip64Extra([entry.bytes, entry.bytes]) : NOTHING;
    return Buffer.concat([uint32(LOCAL_HEADER), this.#common(entry, extra), entry.name, extra]);
  }

  /** All that follows the files. */
  directory(entries: readonly Entry[], offset: number): Buffer {
    const headers = Buffer.concat(entries.map((entry) => this.#centralHeader(entry)));
    const { length: bytes } = headers;
    const count = uint16(Math.min(entries.length, MAX_16));
    const end = [
      uint32(END_RECORD),
      uint16(0),
      uint16(0),
      count,
      count,
      this.#field(bytes),
      this.#field(offset),
      uint16(0),
    ];
    if (entries.length < MAX_16 && !this.#isLarge(bytes) && !this.#isLarge(offset)) {
      return Buffer.concat([headers, ...end]);
    }
    const count64 = uint64(entries.length);
    const content = [
      uint16(VERSION_ZIP64),
      uint16(VERSION_ZIP64),
      uint32(0),
      uint32(0),
      count64,
      count64,
      uint64(bytes),
      uint64(offset),
    ];
    const end64 = [uint32(ZIP64_END_RECORD), uint64(ZIP64_END_BYTES), ...content];
    const locator = [uint32(ZIP64_END_LOCATOR), uint32(0), uint64(offset + bytes), uint32(1)];
    return Buffer.concat([headers, ...end64, ...locator, ...end]);
  }

  #centralHeader(entry: Entry): Buffer {
    const { name, bytes, offset } = entry;
    const large = [...(this.#isLarge(bytes) ? [bytes, bytes] : []), ...(this.#isLarge(offset) ? [offset] : [])];
    const extra = large.length > 0 ? zip64Extra(large) : NOTHING;
    const noCommentDiskOrAttributes = [uint16(0), uint16(0), uint16(0), uint32(0)];
    return Buffer.concat([
      ...[uint32(CENTRAL_HEADER), uint16(VERSION_ZIP64), this.#common(entry, extra), ...noCommentDiskOrAttributes],
      ...[this.#field(offset), name, extra],
    ]);
  }

  /** The fields that both headers of a file have. */
  #common({ name, bytes, modified, crc, offset }: Entry, extra: Buffer): Buffer {
    const needed = this.#isLarge(bytes) || this.#isLarge(offset) ? VERSION_ZIP64 : VERSION_PLAIN;
    return Buffer.concat([
      ...[uint16(needed), uint16(NAMES_ARE_UTF8), uint16(STORED), dosTime(modified), uint32(crc)],
      ...[this.#field(bytes), this.#field(bytes), uint16(name.length), uint16(extra.length)],
    ]);
  }

  /** A size or offset; the largest number says that it stands in the ZIP64 part. */
  #field(value: number): Buffer {
    return uint32(this.#isLarge(value) ? MAX_32 : value);
  }

  #isLarge(value: number): boolean {
    return value > this.#largest;
  }
}

const NOTHING = Buffer.alloc(0);

const zip64Extra = (values: readonly number[]): Buffer =>
  Buffer.concat([uint16(ZIP64_EXTRA_FIELD), uint16(8 * values.length), ...values.map(uint64)]);

/** Local time in steps of two seconds, as on MS-DOS; before 1980 there is none. */
function dosTime(time: Date): Buffer {
  const year = time.getFullYear() - 1980;
  if (year < 0) return Buffer.concat([uint16(0), uint16((1 << 5) | 1)]);
  const clock = (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1);
  const day = (Math.min(year, 127) << 9) | ((time.getMonth() + 1) << 5) | time.getDate();
  return Buffer.concat([uint16(clock), uint16(day)]);
}
