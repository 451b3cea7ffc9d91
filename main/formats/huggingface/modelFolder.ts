import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors/errors.ts';
import { CONFIG_FILE } from './names.ts';

/**
 * That a path which was named for a model is a folder with one: else the first file that is missed would be told, and not what is wrong.
 *
 * @throws AppError `folder_not_found`, `file_not_found`, `file_no_permission`, `folder_no_model`, `folder_has_gguf`
 */
export async function assertModelFolder(folder: string): Promise<void> {
  if (existsSync(join(folder, CONFIG_FILE))) return;
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => refuse(folder, error));
  const file = names?.toSorted().find(isGguf);
  if (file !== undefined) throw new AppError('folder_has_gguf', { folder, file });
  if (names) throw new AppError('folder_no_model', { folder });
}

const isGguf = (name: string): boolean => /\.gguf$/i.test(name);

/** What is no folder at all is for whoever opens it to refuse: a pipe, a device. */
function refuse(folder: string, { code }: NodeJS.ErrnoException): null {
  if (code === 'ENOENT')
    throw isGguf(folder)
      ? new AppError('file_not_found', { file: folder })
      : new AppError('folder_not_found', { folder });
  if (code === 'EACCES' || code === 'EPERM') throw new AppError('file_no_permission', { file: folder });
  return null;
}
