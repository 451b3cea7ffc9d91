import type { BaseReference } from '../../shared/domain/models/base.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { BaseSource } from './baseSource.ts';
import { fingerprint, statesOf } from './fingerprint.ts';
import { openBase } from './openBase.ts';

/**
 * Opens the model that a run was started from, if it still is what it was then. Its content is read only where size or time of a file say
 * that it may have changed.
 *
 * @throws AppError `base_missing` with its path, `base_not_same`; what `openBase` throws
 */
export async function openReference(base: BaseReference): Promise<BaseSource> {
  const { name, path, files } = base;
  const paths = files.map((file) => file.path);
  const now = await statesOf(paths).catch((error: NodeJS.ErrnoException) => {
    throw new AppError('base_missing', { name, path, problem: error.message }, { cause: error });
  });
  const touched = now.some(
    ({ bytes, mtimeMs }, index) => bytes !== files[index]?.bytes || mtimeMs !== files[index]?.mtimeMs,
  );
  if (touched && (await fingerprint(paths)) !== base.sha256) throw new AppError('base_not_same', { name, path });
  return await openBase(path);
}
