import { existsSync } from 'node:fs';
import { AppError } from '../../shared/errors/errors.ts';
import { DatabaseCorrupt, isDamage } from './open.ts';

/**
 * What went wrong with a data set's file, as the user should see it; anything else as it is.
 *
 * @returns AppError `dataset_missing`, `dataset_damaged` for a file that is gone, damaged or not a data set's
 */
export function asDatasetError(file: string, error: unknown): unknown {
  if (error instanceof AppError && error.code !== 'write_failed') return error;
  if (!existsSync(file)) return new AppError('dataset_missing', { file }, { cause: error });
  const cause = error instanceof DatabaseCorrupt || error instanceof AppError ? error.cause : error;
  if (!isDamage(cause)) return error;
  return new AppError('dataset_damaged', { file, problem: (cause as Error).message }, { cause: error });
}

/** Runs `work` on a data set's file. */
export function withDatasetErrors<T>(file: string, work: () => T): T {
  try {
    const result = work();
    if (result instanceof Promise) {
      return result.catch((error) => {
        throw asDatasetError(file, error);
      }) as T;
    }
    return result;
  } catch (error) {
    throw asDatasetError(file, error);
  }
}

/** The same for work that tells how far it is. */
export async function* withDatasetErrorsOf<T>(file: string, work: () => AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* work();
  } catch (error) {
    throw asDatasetError(file, error);
  }
}
