import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { AppError, toAppError } from '../../../shared/errors/errors.ts';
import { readJson } from '../../files/jsonFile.ts';

/**
 * Reads a file that `ElementFile` wrote.
 *
 * @param unit bytes of an entry
 * @throws AppError `run_data_damaged` with the file and the problem
 */
export async function readElements(path: string, unit: number): Promise<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = await readFile(path).catch((error: Error) => {
    throw runDataDamaged(path, error.message, error);
  });
  if (byteLength % unit !== 0) throw runDataDamaged(path, `${byteLength} bytes are no whole number of entries`);
  // Small files come out of a shared pool, at any offset.
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}

/**
 * Reads a JSON file that preparing or training wrote.
 *
 * @throws AppError `run_data_damaged` with the file and the problem
 */
export async function readRunJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  try {
    return await readJson(path, schema);
  } catch (error) {
    throw runDataDamaged(path, toAppError(error).message, error);
  }
}

export const runDataDamaged = (file: string, problem: string, cause?: unknown): AppError =>
  new AppError('run_data_damaged', { file, problem }, { cause });
