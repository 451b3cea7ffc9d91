import { z } from 'zod';
import { AppError, type ErrorCode } from '../../shared/errors/errors.ts';
import { openRegular } from './regularFile.ts';

/** The largest tokenizers that are published have 40 MB. */
const MOST_BYTES = 100_000_000;

/**
 * Reads a text of a model's folder. Only a regular file is opened, and none that is absurdly large.
 *
 * @throws AppError `file_not_regular`; `model_invalid` with the file and the problem
 */
export async function readText(path: string, most = MOST_BYTES): Promise<string> {
  try {
    const file = await openRegular(path);
    try {
      const { size } = await file.stat();
      if (size > most) throw new Error(`it has ${size} bytes; at most ${most} are read`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asInvalid(error, path);
  }
}

/**
 * Reads JSON that a schema accepts.
 *
 * @throws AppError as `readText`
 */
export async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const text = await readText(path);
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw asInvalid(error, path);
  }
}

/** These say themselves what is wrong with a model. */
const TOLD: ReadonlySet<ErrorCode> = new Set([
  'model_invalid',
  'model_architecture_unsupported',
  'model_setting_unsupported',
  'model_tensor_unsupported',
  'model_tokenizer_unsupported',
  'model_pickled',
  'model_too_large',
  'file_not_regular',
]);

/** Whatever is wrong with a file of a model, told as such. */
export function asInvalid(error: unknown, path: string): AppError {
  if (error instanceof AppError && TOLD.has(error.code)) return error;
  const problem = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
  return new AppError('model_invalid', { path, problem }, { cause: error });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
