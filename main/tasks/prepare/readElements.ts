import { readFile } from 'node:fs/promises';
import { AppError } from '../../../shared/errors/errors.ts';

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

export const runDataDamaged = (file: string, problem: string, cause?: unknown): AppError =>
  new AppError('run_data_damaged', { file, problem }, { cause });
