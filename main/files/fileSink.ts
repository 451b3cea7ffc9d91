import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors/errors.ts';

/** Takes the bytes of a file that gets its name only when it is whole. Text is written as UTF-8. */
export interface FileSink {
  write(chunk: Uint8Array | string): Promise<void>;
}

/**
 * Writes a file so that it is whole or absent, whatever happens meanwhile: under a temporary name beside it, then fsync, rename, fsync of
 * the folder. A file of that name is replaced. The temporary name is always the same, so that what a killed process left is written over;
 * two writers of one path at a time are not supported.
 *
 * @throws AppError `disk_full`, `write_failed` with the path; what `write` throws otherwise as it is
 */
export async function writeWhole(path: string, write: (sink: FileSink) => Promise<void>): Promise<void> {
  const partial = partialName(path);
  const file = await withWriteErrors(path, () => open(partial, 'w'));
  try {
    try {
      // `appendFile` of an open file goes on until every byte is written; a plain `write` may stop early.
      await write({ write: (chunk) => withWriteErrors(path, () => file.appendFile(chunk)) });
      await withWriteErrors(path, () => file.sync());
    } finally {
      await withWriteErrors(path, () => file.close());
    }
    await withWriteErrors(path, async () => {
      await rename(partial, path);
      await syncFolder(dirname(path));
    });
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

/** `writeWhole` for content that is at hand: text, bytes, or the chunks of a larger file. */
export function writeWholeFile(path: string, content: string | Uint8Array | Iterable<Uint8Array>): Promise<void> {
  const chunks = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
  return writeWhole(path, async (sink) => {
    for (const chunk of chunks) await sink.write(chunk);
  });
}

/**
 * Makes a folder so that it is whole or absent: `build` fills a temporary one beside it, whose files are then fsynced and which is renamed.
 * A folder of that name is replaced; for a moment between two renames there is none.
 *
 * @throws AppError `disk_full`, `write_failed` with the path; what `build` throws otherwise as it is
 */
export async function writeFolder(target: string, build: (folder: string) => Promise<void>): Promise<void> {
  const partial = partialName(target);
  try {
    await withWriteErrors(target, async () => {
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial, { recursive: true });
    });
    await build(partial).catch((error) => {
      // `build` reads other files too; only what concerns writing here is told as such.
      throw concernsInside(error, partial) ? asWriteError(error, target) : error;
    });
    await withWriteErrors(target, async () => {
      await syncTree(partial);
      await replaceFolder(partial, target);
      await syncFolder(dirname(target));
    });
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/**
 * Removes a folder of `writeFolder`, and what a process that was killed meanwhile left of it. It loses its name first: a removal that is
 * cut off leaves no half of a folder under it.
 *
 * @throws AppError `write_failed` with the path
 */
export async function removeFolder(target: string): Promise<void> {
  const removed = removedName(target);
  await withWriteErrors(target, async () => {
    for (const folder of [partialName(target), removed]) await rm(folder, { recursive: true, force: true });
    await renameIfThere(target, removed);
    await rm(removed, { recursive: true, force: true });
  });
}

/** File system errors of writing `path` as the user should see them; anything else as it is. */
export function asWriteError(error: unknown, path: string): unknown {
  if (!isSystemError(error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return new AppError('disk_full', { path }, { cause: error });
  return new AppError('write_failed', { path, problem: error.message }, { cause: error });
}

async function withWriteErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asWriteError(error, path);
  }
}

/** Calls on two files name the second one, too. */
type SystemError = NodeJS.ErrnoException & { dest?: string };

const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';

/** Errors of an open file's reads and writes name no path. */
const concernsInside = (error: unknown, folder: string): boolean =>
  isSystemError(error) &&
  (error.code === 'ENOSPC' || !error.path || [error.path, error.dest].some((path) => path?.startsWith(folder)));

const hidden = (path: string, what: string): string => join(dirname(path), `.${basename(path)}.${what}`);
/** Where a file or folder lies until it is whole. */
export const partialName = (path: string): string => hidden(path, 'partial');
const removedName = (path: string): string => hidden(path, 'removed');

async function replaceFolder(partial: string, target: string): Promise<void> {
  const replaced = hidden(target, 'replaced');
  await rm(replaced, { recursive: true, force: true });
  const existed = await renameIfThere(target, replaced);
  try {
    await rename(partial, target);
  } catch (error) {
    if (existed) await rename(replaced, target);
    throw error;
  }
  await rm(replaced, { recursive: true, force: true });
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return false;
    throw error;
  }
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    // Windows flushes only through a handle that may write.
    else if (entry.isFile()) await syncAndClose(await open(path, 'r+'));
  }
  await syncFolder(folder);
}

/** Makes a folder's entries survive a power cut. Windows has no fsync of folders and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await syncAndClose(await open(folder, 'r'));
}

async function syncAndClose(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
