import { closeSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { crc32, inflateRawSync } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../../../shared/errors/errors.ts';
import { asReadError, openRegular, openRegularSync } from '../../files/regularFile.ts';
import { type Packing, packingNamed, unpackedStream, withoutPacking } from './packing.ts';
import type { OpenedFile, SourceFile } from './sourceFile.ts';
import { boundUnpacking, type ImportBudget } from './unpacking.ts';

/** Entries that are looked at; a list beyond that is no archive of tables. */
const MOST_ENTRIES = 100_000;

/** Entries up to so many bytes, packed and unpacked, are read at once: of thousands of small ones each stream would cost more than its text. */
const SMALL_BYTES = 1 << 18;
const LOCAL_HEADER = 0x0403_4b50;
const LOCAL_HEADER_BYTES = 30;
const [STORED, DEFLATED] = [0, 8];

export interface Archive {
  files: SourceFile[];
  close(): void;
}

export type Unpack = (name: string, read: () => Promise<OpenedFile>) => Promise<string>;

/** @throws AppError as `openRegular` */
export async function isZip(path: string): Promise<boolean> {
  const handle = await openRegular(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0).catch((error) => {
      throw asReadError(error, path);
    });
    return buffer.readUInt32LE() === LOCAL_HEADER;
  } finally {
    await handle.close();
  }
}

/**
 * The files of a zip archive; `null` for a workbook, which is one file that happens to be packed so.
 *
 * @throws AppError `archive_broken`, `archive_encrypted`, `folder_too_many_files`
 */
export async function openZip(path: string, unpack: Unpack, budget: ImportBudget): Promise<Archive | null> {
  const { zip, entries, descriptor } = await listZip(path);
  if (entries.some(({ fileName }) => fileName === 'xl/workbook.xml')) {
    zip.close();
    return null;
  }
  const files = entries
    .filter(({ fileName }) => !fileName.endsWith('/'))
    .map((entry): SourceFile => {
      const open = async () => smallEntry(descriptor, entry, path, budget) ?? openEntry(zip, entry, path, budget);
      const packing = packingNamed(entry.fileName);
      const read = packing ? async () => unpackedTwice(await open(), packing, path, budget) : open;
      return {
        name: withoutPacking(entry.fileName),
        bytes: entry.compressedSize,
        budget,
        open: read,
        path: () => unpack(path, read),
      };
    });
  return { files, close: () => zip.close() };
}

/** Everything in the archive, with the archive left open for `openEntry`. */
export function listZip(path: string): Promise<{ zip: ZipFile; entries: Entry[]; descriptor: number }> {
  const broken = (error: unknown) => new AppError('archive_broken', { file: path }, { cause: error });
  return new Promise((resolve, reject) => {
    const descriptor = openRegularSync(path);
    yauzl.fromFd(descriptor, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) {
        closeSync(descriptor);
        return reject(broken(error));
      }
      const entries: Entry[] = [];
      const fail = (problem: unknown) => {
        zip.close();
        reject(problem);
      };
      zip.on('error', (problem) => fail(broken(problem)));
      zip.on('entry', (entry: Entry) => {
        entries.push(entry);
        if (entries.length <= MOST_ENTRIES) zip.readEntry();
        else fail(new AppError('folder_too_many_files', { file: path, limit: MOST_ENTRIES }));
      });
      zip.on('end', () => resolve({ zip, entries, descriptor }));
      zip.readEntry();
    });
  });
}

/** An entry that was packed before it came into the archive. */
function unpackedTwice(opened: OpenedFile, packing: Packing, path: string, budget: ImportBudget): OpenedFile {
  async function* copies() {
    for await (const chunk of opened.chunks) yield Uint8Array.from(chunk);
  }
  const packed = Readable.from(copies());
  const unpacked = unpackedStream(packed, packing);
  packed.on('error', (error) => unpacked.destroy(error));
  return {
    chunks: boundUnpacking(unpacked, budget, path),
    position: opened.position,
    close: () => {
      packed.destroy();
      unpacked.destroy();
      opened.close();
    },
  };
}

/** All of a small entry, by one or two reads of the archive; `null` for one that is read as a stream. */
function smallEntry(descriptor: number, entry: Entry, path: string, budget: ImportBudget): OpenedFile | null {
  const { compressedSize, uncompressedSize, compressionMethod, relativeOffsetOfLocalHeader: start } = entry;
  if (Math.max(compressedSize, uncompressedSize) > SMALL_BYTES || entry.isEncrypted()) return null;
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) return null;
  const broken = (cause?: unknown) => new AppError('archive_broken', { file: path }, { cause });
  const readAt = (position: number, length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(length);
    if (readSync(descriptor, bytes, 0, length, position) < length) throw broken();
    return bytes;
  };
  const unpack = (): Buffer => {
    const header = readAt(start, LOCAL_HEADER_BYTES);
    if (header.readUInt32LE(0) !== LOCAL_HEADER) throw broken();
    const before = LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
    const packed = readAt(start + before, compressedSize);
    // One byte more than there should be tells that there is more, and is no bomb.
    const bytes = compressionMethod === STORED ? packed : inflateRawSync(packed, { maxOutputLength: SMALL_BYTES + 1 });
    if (bytes.length !== uncompressedSize || crc32(bytes) !== entry.crc32) throw broken();
    return bytes;
  };
  let position = 0;
  async function* chunks() {
    try {
      const bytes = unpack();
      budget.unpack(bytes.length);
      position = compressedSize;
      if (bytes.length > 0) yield bytes;
    } catch (error) {
      throw error instanceof AppError ? error : broken(error);
    }
  }
  return { chunks: chunks(), position: () => position, close: () => {} };
}

export function openEntry(zip: ZipFile, entry: Entry, path: string, budget: ImportBudget): Promise<OpenedFile> {
  if (entry.isEncrypted()) throw new AppError('archive_encrypted', { file: path });
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream: Readable) => {
      if (error) return reject(new AppError('archive_broken', { file: path }, { cause: error }));
      let unpacked = 0;
      // The reader knows how much it has unpacked, not how much it has read: that is a share of the same.
      const share = entry.uncompressedSize > 0 ? entry.compressedSize / entry.uncompressedSize : 0;
      async function* counted() {
        for await (const chunk of boundUnpacking(stream, budget, path)) {
          unpacked += chunk.length;
          yield chunk;
        }
      }
      resolve({
        chunks: counted(),
        position: () => Math.min(entry.compressedSize, Math.round(unpacked * share)),
        close: () => stream.destroy(),
      });
    });
  });
}
