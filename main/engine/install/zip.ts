import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

/** One file inside an archive. */
export interface ZipEntry {
  path: string;
  /** Size once unpacked. */
  bytes: number;
  compressedBytes: number;
  crc32: number;
  method: number;
  /** Where its local header starts. */
  offset: number;
}

export interface ExtractOptions {
  signal?: AbortSignal;
  /** Called with the number of unpacked bytes since the last call. */
  onBytes?: (bytes: number) => void;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_RECORD = 0x06054b50;
const ZIP64_END_RECORD = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
const END_RECORD_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const CENTRAL_HEADER_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const ZIP64_EXTRA_FIELD = 1;
const STORED = 0;
const DEFLATED = 8;
/** The list of a wheel's 20,000 files takes 3 MB; more than this is not a wheel. */
const LARGEST_DIRECTORY = 256 << 20;
const LARGEST_IN_MEMORY = 64 << 20;

/**
 * Reads a zip archive without holding its files in memory: a wheel's library is 788 MB. The list of entries comes from the central
 * directory, each file is inflated as a stream, and its size and CRC-32 are checked (APPNOTE.TXT 6.3, zip64 included). Errors are
 * plain `Error`s that say what is wrong with the archive.
 */
export class ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #file: FileHandle;

  private constructor(file: FileHandle, entries: Map<string, ZipEntry>) {
    this.#file = file;
    this.entries = entries;
  }

  static async open(path: string): Promise<ZipArchive> {
    const file = await open(path);
    try {
      return new ZipArchive(file, await readDirectory(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Unpacks an entry to its path below `folder`. Returns the SHA-256 of what was written. */
  async extract(entry: ZipEntry, folder: string, options: ExtractOptions = {}): Promise<string> {
    const target = join(folder, safePath(entry.path, folder));
    await mkdir(dirname(target), { recursive: true });
    const hash = createHash('sha256');
    await this.#unpack(
      entry,
      (chunk) => {
        hash.update(chunk);
        options.onBytes?.(chunk.length);
      },
      createWriteStream(target),
      options.signal,
    );
    return hash.digest('hex');
  }

  /** A small entry's contents. */
  async read(entry: ZipEntry): Promise<Buffer> {
    if (entry.bytes > LARGEST_IN_MEMORY) throw new Error(`${entry.path} is too large (${entry.bytes} bytes)`);
    const chunks: Buffer[] = [];
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    await this.#unpack(entry, (chunk) => chunks.push(chunk), nowhere);
    return Buffer.concat(chunks);
  }

  async #unpack(entry: ZipEntry, onChunk: (chunk: Buffer) => void, target: Writable, signal?: AbortSignal) {
    const start = await this.#dataStart(entry);
    const source = readRange(this.#file, start, entry.compressedBytes, entry.path);
    const checked = checkContents(entry, onChunk);
    const options = signal ? { signal } : {};
    if (entry.method === DEFLATED) await pipeline(source, createInflateRaw(), checked, target, options);
    else await pipeline(source, checked, target, options);
  }

  /** The local header repeats the name and may carry other extra fields, so only it knows where the data starts. */
  async #dataStart(entry: ZipEntry): Promise<number> {
    const header = await readExactly(this.#file, entry.offset, LOCAL_HEADER_BYTES);
    if (header.readUInt32LE(0) !== LOCAL_HEADER) throw new Error(`${entry.path} has no local header`);
    return entry.offset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  }
}

/** Refuses a path that would leave the folder it is unpacked to. */
function safePath(path: string, folder: string): string {
  const inside = relative(resolve(folder), resolve(folder, path));
  const leaves = inside === '' || inside.startsWith('..') || isAbsolute(inside);
  if (leaves || isAbsolute(path) || /[\\\0]|^[a-z]:|(^|\/)\.\.(\/|$)/i.test(path))
    throw new Error(`the archive has an unsafe path: ${JSON.stringify(path)}`);
  return inside;
}

/** Passes chunks on; more or fewer bytes than announced, or another CRC-32, is an error. */
function checkContents(entry: ZipEntry, onChunk: (chunk: Buffer) => void): Transform {
  let bytes = 0;
  let checksum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > entry.bytes) return done(new Error(`${entry.path} is longer than the archive says`));
      checksum = crc32(chunk, checksum);
      onChunk(chunk);
      done(null, chunk);
    },
    flush(done) {
      if (bytes !== entry.bytes) return done(new Error(`${entry.path} has ${bytes} bytes instead of ${entry.bytes}`));
      if (checksum !== entry.crc32) return done(new Error(`${entry.path} has a wrong checksum (CRC-32)`));
      done();
    },
  });
}

async function readDirectory(file: FileHandle): Promise<Map<string, ZipEntry>> {
  const { count, offset, bytes } = await findDirectory(file);
  if (bytes > LARGEST_DIRECTORY) throw new Error('the list of the archive’s files is too large');
  const directory = await readExactly(file, offset, bytes);
  const entries = new Map<string, ZipEntry>();
  let position = 0;
  for (let i = 0; i < count; i++) {
    if (position + CENTRAL_HEADER_BYTES > bytes || directory.readUInt32LE(position) !== CENTRAL_HEADER)
      throw new Error('the list of the archive’s files is damaged');
    const nameBytes = directory.readUInt16LE(position + 28);
    const extraBytes = directory.readUInt16LE(position + 30);
    const commentBytes = directory.readUInt16LE(position + 32);
    const end = position + CENTRAL_HEADER_BYTES + nameBytes + extraBytes + commentBytes;
    if (end > bytes) throw new Error('the list of the archive’s files is damaged');
    const entry = readEntry(directory.subarray(position, end), nameBytes, extraBytes);
    if (entries.has(entry.path)) throw new Error(`the archive has ${entry.path} twice`);
    entries.set(entry.path, entry);
    position = end;
  }
  return entries;
}

function readEntry(header: Buffer, nameBytes: number, extraBytes: number): ZipEntry {
  const nameEnd = CENTRAL_HEADER_BYTES + nameBytes;
  const path = header.toString('utf8', CENTRAL_HEADER_BYTES, nameEnd);
  const method = header.readUInt16LE(10);
  if (header.readUInt16LE(8) & 1) throw new Error(`${path} is encrypted`);
  if (method !== STORED && method !== DEFLATED) throw new Error(`${path} is packed with unknown method ${method}`);
  const entry: ZipEntry = {
    path,
    method,
    crc32: header.readUInt32LE(16),
    compressedBytes: header.readUInt32LE(20),
    bytes: header.readUInt32LE(24),
    offset: header.readUInt32LE(42),
  };
  applyZip64(entry, header.subarray(nameEnd, nameEnd + extraBytes));
  return entry;
}

/** Values that do not fit into 32 bits are all ones in the header and follow, in this order, in the zip64 extra field. */
function applyZip64(entry: ZipEntry, extra: Buffer): void {
  const overflowed = (['bytes', 'compressedBytes', 'offset'] as const).filter((name) => entry[name] === 0xffffffff);
  if (overflowed.length === 0) return;
  for (let position = 0; position + 4 <= extra.length; ) {
    const size = extra.readUInt16LE(position + 2);
    if (extra.readUInt16LE(position) === ZIP64_EXTRA_FIELD) {
      const field = extra.subarray(position + 4, position + 4 + size);
      if (field.length < overflowed.length * 8) break;
      for (const [i, name] of overflowed.entries()) entry[name] = readUInt64(field, i * 8);
      return;
    }
    position += 4 + size;
  }
  throw new Error(`${entry.path} lacks its zip64 sizes`);
}

async function findDirectory(file: FileHandle): Promise<{ count: number; offset: number; bytes: number }> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, END_RECORD_BYTES + LONGEST_COMMENT);
  const tailStart = size - tailBytes;
  const tail = await readExactly(file, tailStart, tailBytes);
  for (let at = tailBytes - END_RECORD_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_RECORD || at + END_RECORD_BYTES + tail.readUInt16LE(at + 20) !== tailBytes)
      continue;
    const locatorAt = tailStart + at - 20;
    const locator = locatorAt >= 0 ? await readExactly(file, locatorAt, 20) : undefined;
    if (locator?.readUInt32LE(0) === ZIP64_LOCATOR) return findZip64Directory(file, readUInt64(locator, 8));
    return { count: tail.readUInt16LE(at + 10), bytes: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  }
  throw new Error('it is not a zip archive, or it was cut off');
}

async function findZip64Directory(file: FileHandle, offset: number) {
  const record = await readExactly(file, offset, 56);
  if (record.readUInt32LE(0) !== ZIP64_END_RECORD) throw new Error('the archive’s zip64 end record is missing');
  return { count: readUInt64(record, 32), bytes: readUInt64(record, 40), offset: readUInt64(record, 48) };
}

function readUInt64(buffer: Buffer, offset: number): number {
  const value = buffer.readBigUInt64LE(offset);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('the archive has an impossible size');
  return Number(value);
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw new Error('the archive was cut off');
    done += bytesRead;
  }
  return buffer;
}

async function* readRange(file: FileHandle, start: number, length: number, path: string): AsyncGenerator<Buffer> {
  const chunkBytes = 1 << 18;
  for (let done = 0; done < length; ) {
    // A fresh buffer each time: the stages behind may still hold the last one.
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, length - done));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start + done);
    if (bytesRead === 0) throw new Error(`the archive was cut off inside ${path}`);
    yield buffer.subarray(0, bytesRead);
    done += bytesRead;
  }
}
