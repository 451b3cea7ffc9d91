import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { AppError } from '../../shared/ipc/errors.ts';

/** Where a size or an offset no longer fits into a ZIP file's 32-bit fields (fflate writes no ZIP64). */
const MAX_ZIP_BYTES = 0xffff_ffff;
/** Weights are noise to a compressor: storing them costs nothing and takes no time. */
const STORED = /\.(safetensors|bin|gguf|onnx|zip)$/;
const CHUNK_BYTES = 256 * 1024;

/** Folders that a browser may fetch, under names that cannot be guessed. */
export class Downloads {
  readonly #folders = new Map<string, string>();

  /** Returns the address under which the folder can be had, relative to the page. */
  offer(folder: string): string {
    const id = randomBytes(24).toString('base64url');
    this.#folders.set(id, folder);
    return `/download/${id}`;
  }

  /** @throws AppError `not_found` */
  folder(id: string): string {
    const folder = this.#folders.get(id);
    if (folder === undefined) throw new AppError('not_found', { kind: 'download', id });
    return folder;
  }
}

/**
 * A ZIP file of a folder's files, made while it is read, with the folder's own name as the first part of each path. Links are
 * left out: they could lead anywhere.
 *
 * @throws AppError `file_not_found` when the folder has gone, `file_unreadable` when it is too large for a ZIP file
 */
export async function zipFolder(folder: string): Promise<Readable> {
  const files = await filesOf(folder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_ZIP_BYTES * 0.99)
    throw new AppError('file_unreadable', { file: folder, problem: 'it is larger than the 4 GiB of a ZIP file' });
  return Readable.from(zipped(folder, files), { objectMode: false });
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw new AppError('file_not_found', { file: folder }, { cause: error });
  }
}

/** Reads no faster than it is read: a browser on a slow disk must not fill our memory. */
async function* zipped(folder: string, files: readonly string[]): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    if (chunk.length > 0) ready.push(chunk);
  });
  for (const file of files) {
    const name = join(basename(folder), relative(folder, file)).split(sep).join('/');
    const entry = STORED.test(file) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
      entry.push(chunk as Uint8Array);
      yield* ready.splice(0);
    }
    entry.push(new Uint8Array(0), true);
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}
