import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../../../shared/errors/errors.ts';
import { openRegular, openRegularSync } from '../../files/regularFile.ts';
import type { OpenedFile, SourceFile } from './sourceFile.ts';
import { boundUnpacking, type ImportBudget } from './unpacking.ts';

/** Entries that are looked at; a list beyond that is no archive of tables. */
const MOST_ENTRIES = 100_000;

export interface Archive {
  files: SourceFile[];
  close(): void;
}

export type Unpack = (name: string, read: () => Promise<OpenedFile>) => Promise<string>;

/** @throws AppError as `openRegular` */
export async function isZip(path: string): Promise<boolean> {
  const handle = await openRegular(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.readUInt32LE() === 0x0403_4b50;
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
  const { zip, entries } = await listZip(path);
  if (entries.some(({ fileName }) => fileName === 'xl/workbook.xml')) {
    zip.close();
    return null;
  }
  const files = entries
    .filter(({ fileName }) => !fileName.endsWith('/'))
    .map((entry): SourceFile => {
      const read = () => openEntry(zip, entry, path, budget);
      return { name: entry.fileName, bytes: entry.compressedSize, budget, open: read, path: () => unpack(path, read) };
    });
  return { files, close: () => zip.close() };
}

/** Everything in the archive, with the archive left open for `openEntry`. */
export function listZip(path: string): Promise<{ zip: ZipFile; entries: Entry[] }> {
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
      zip.on('end', () => resolve({ zip, entries }));
      zip.readEntry();
    });
  });
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
