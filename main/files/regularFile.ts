import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors/errors.ts';

/**
 * Files that users name. Only regular ones are opened: reading a pipe or a socket waits for ever, a device like `/dev/zero` never ends, and
 * opening some devices does things. The path is looked at first; what was opened is looked at again, since another program may have put
 * something else there meanwhile, and is opened so that a pipe would not wait.
 */

/** On Windows there is no such flag, and no pipe has a path of a file. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * What is known of a regular file.
 *
 * @throws AppError `file_not_regular`, `file_not_found`, `file_no_permission`, `file_unreadable`
 */
export async function regularFile(path: string): Promise<Stats> {
  return checked(await stat(path).catch((error) => fail(error, path)), path);
}

/** Whether there is one: a path may as well be that of a folder. */
export const isRegularFile = (path: string): Promise<boolean> =>
  regularFile(path).then(
    () => true,
    () => false,
  );

/** `regularFile` for callers that cannot wait. */
export function regularFileSync(path: string): Stats {
  try {
    return checked(statSync(path), path);
  } catch (error) {
    return fail(error, path);
  }
}

/**
 * Opens a regular file for reading; close the handle.
 *
 * @throws AppError as `regularFile`
 */
export async function openRegular(path: string): Promise<FileHandle> {
  await regularFile(path);
  const handle = await open(path, READ).catch((error) => fail(error, path));
  try {
    checked(await handle.stat(), path);
    return handle;
  } catch (error) {
    await handle.close();
    throw asReadError(error, path);
  }
}

/** `openRegular` for callers that cannot wait; gives the descriptor to close. */
export function openRegularSync(path: string): number {
  regularFileSync(path);
  let descriptor: number;
  try {
    descriptor = openSync(path, READ);
  } catch (error) {
    return fail(error, path);
  }
  try {
    checked(fstatSync(descriptor), path);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw asReadError(error, path);
  }
}

/** File system errors of reading `file` as the user should see them; anything else as it is. */
export function asReadError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof AppError) return error;
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return new AppError('file_not_found', { file });
  if (error.code === 'EACCES' || error.code === 'EPERM') return new AppError('file_no_permission', { file });
  return new AppError('file_unreadable', { file, problem: error.message }, { cause: error });
}

function checked(stats: Stats, file: string): Stats {
  if (stats.isFile()) return stats;
  throw new AppError('file_not_regular', { file, fileType: typeOf(stats) });
}

function typeOf(stats: Stats): string {
  if (stats.isDirectory()) return 'folder';
  if (stats.isFIFO()) return 'pipe';
  return stats.isSocket() ? 'socket' : 'device';
}

function fail(error: unknown, path: string): never {
  throw asReadError(error, path);
}
