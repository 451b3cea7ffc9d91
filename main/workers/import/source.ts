import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/errors/errors.ts';
import { asWriteError } from '../../files/fileSink.ts';
import { asReadError, openRegular, regularFile } from '../../files/regularFile.ts';
import { isZip, openZip } from './archive.ts';
import { MAGIC_BYTES, type Packing, packingNamed, packingOf, unpackedStream, withoutPacking } from './packing.ts';
import type { OpenedFile, Source, SourceFile } from './sourceFile.ts';
import { boundUnpacking, ImportBudget, isBroken } from './unpacking.ts';

const CHUNK_BYTES = 1 << 18;

/** Formats that are tables by their names; texts are everything that people write documents in. */
const TABLES = /\.(csv|tsv|tab|psv|json|jsonl|ndjson|geojson|geojsonl|parquet|xlsx|xls)(\.(gz|zst))?$/i;
const TEXTS = /\.(txt|text|md|markdown)(\.(gz|zst))?$/i;
/** Names that say nothing of the content, or only that it was written for other programs. */
const UNTOLD = /(^|\/)[^./]+$|\.(dat|data|out|dump|export|log|html?)$/i;
/** Archives that are documents of other programs have one of these. */
const DOCUMENT_PARTS = /^(mimetype|\[Content_Types\]\.xml|META-INF\/.*)$/i;
const MOST_FILES = 100_000;

/**
 * Opens a file, a folder of texts, several files, or a packed form of these.
 *
 * @param scratchFolder made where something has to be unpacked onto the disk, and removed when the source is closed
 * @throws AppError `file_not_found`, `file_no_permission`, `file_unreadable`, `file_not_regular`, `folder_no_texts`, `archive_…`
 */
export async function openSource(paths: readonly string[], scratchFolder: string): Promise<Source> {
  const [first = ''] = paths;
  const scratch = new Scratch(scratchFolder);
  if (paths.length > 1) {
    const sizes = await Promise.all(paths.map(sizeOf));
    const budget = new ImportBudget(
      first,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    const files = paths.map((path, index) => diskFile(path, basename(path), sizes[index] ?? 0, { scratch, budget }));
    return { name: first, files, folder: true, budget, close: () => scratch.remove() };
  }
  if ((await statOf(first)).isDirectory()) {
    const found = await textsOfFolder(first);
    if (found.length === 0) throw new AppError('folder_no_texts', { file: first });
    const budget = new ImportBudget(
      first,
      found.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    const files = found.map(({ path, name, bytes }) => diskFile(path, name, bytes, { scratch, budget }));
    return { name: first, files, folder: true, budget, close: () => scratch.remove() };
  }
  const size = await sizeOf(first);
  const budget = new ImportBudget(first, size);
  if (await isZip(first)) {
    const archive = await openZip(first, (name, read) => scratch.unpack(name, read), budget);
    if (archive) {
      const close = async () => {
        archive.close();
        await scratch.remove();
      };
      const { files, folder } = chooseFiles(archive.files);
      if (files.length > 0) return { name: first, files, folder, budget, close };
      await close();
      throw new AppError('archive_no_table', { file: first });
    }
  }
  return {
    name: first,
    files: [diskFile(first, basename(first), size, { scratch, budget })],
    folder: false,
    budget,
    close: () => scratch.remove(),
  };
}

/** Of an archive: its tables, one of which is chosen; else its texts, which belong together. */
function chooseFiles(all: readonly SourceFile[]): { files: SourceFile[]; folder: boolean } {
  const visible = all.filter(
    ({ name }) => !name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX'),
  );
  const tables = visible.filter(({ name }) => TABLES.test(name));
  if (tables.length > 0) return { files: tables, folder: false };
  const texts = visible.filter(({ name }) => TEXTS.test(name));
  if (texts.length === 0 && !visible.some(({ name }) => DOCUMENT_PARTS.test(name))) {
    return { files: visible.filter(({ name }) => UNTOLD.test(name)), folder: false };
  }
  return texts.length > 1 ? { files: sorted(texts), folder: true } : { files: texts, folder: false };
}

interface FoundFile {
  path: string;
  name: string;
  bytes: number;
}

async function textsOfFolder(folder: string): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  const visit = async (path: string, prefix: string): Promise<void> => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      // Links are not followed: they may lead anywhere, and round in circles.
      if (entry.name.startsWith('.') || !(entry.isFile() || entry.isDirectory())) continue;
      const [inside, name] = [join(path, entry.name), prefix + entry.name];
      if (entry.isDirectory()) await visit(inside, `${name}/`);
      else if (TEXTS.test(name)) files.push({ path: inside, name, bytes: await sizeOf(inside) });
      if (files.length > MOST_FILES) throw new AppError('folder_too_many_files', { file: folder, limit: MOST_FILES });
    }
  };
  await visit(folder, '').catch((error) => {
    throw asReadError(error, folder);
  });
  return sorted(files);
}

/** The same order on every machine. */
const sorted = <File extends { name: string }>(files: File[]): File[] =>
  files.sort((a, b) => (a.name < b.name ? -1 : 1));

function diskFile(
  path: string,
  name: string,
  bytes: number,
  { scratch, budget }: { scratch: Scratch; budget: ImportBudget },
): SourceFile {
  const named = packingNamed(name);
  const open = async () => {
    const packing = named ?? (await packingFound(path));
    return packing ? openPacked(path, packing, budget) : openPlain(path);
  };
  const unpacked = async () => ((named ?? (await packingFound(path))) ? scratch.unpack(path, open) : path);
  return { name: withoutPacking(name), bytes, budget, open, path: unpacked };
}

/** Content counts over the name: browsers unpack nothing that is named as a table. */
async function packingFound(path: string): Promise<Packing | null> {
  const handle = await openRegular(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
    return packingOf(buffer.subarray(0, bytesRead));
  } catch (error) {
    throw asReadError(error, path);
  } finally {
    await handle.close();
  }
}

async function openPlain(path: string): Promise<OpenedFile> {
  const handle = await openRegular(path);
  let position = 0;
  // One for all chunks: thousands of them would be freed much later than they are let go.
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  async function* chunks() {
    try {
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
        if (bytesRead === 0) return;
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } catch (error) {
      throw asReadError(error, path);
    }
  }
  return { chunks: chunks(), position: () => position, close: () => void handle.close() };
}

async function openPacked(path: string, packing: Packing, budget: ImportBudget): Promise<OpenedFile> {
  const packed = (await openRegular(path)).createReadStream();
  const unpacked = unpackedStream(packed, packing);
  packed.on('error', (error) => unpacked.destroy(asReadError(error, path) as Error));
  return {
    chunks: boundUnpacking(unpacked, budget, path),
    position: () => packed.bytesRead,
    close: () => {
      packed.destroy();
      unpacked.destroy();
    },
  };
}

/** Unpacked copies of files, for as long as a source is open. */
class Scratch {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async unpack(file: string, read: () => Promise<OpenedFile>): Promise<string> {
    const path = join(this.#folder, 'file');
    const opened = await read();
    try {
      await mkdir(this.#folder, { recursive: true });
      const handle = await open(path, 'w');
      await pipeline(opened.chunks as unknown as Readable, handle.createWriteStream());
      return path;
    } catch (error) {
      if (isBroken(error)) throw new AppError('archive_broken', { file }, { cause: error });
      throw error instanceof AppError ? error : asWriteError(error, path);
    } finally {
      opened.close();
    }
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const sizeOf = async (path: string): Promise<number> => (await regularFile(path)).size;

async function statOf(path: string) {
  return stat(path).catch((error) => {
    throw asReadError(error, path);
  });
}
