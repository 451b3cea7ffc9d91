import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../shared/errors/errors.ts';
import { asInvalid } from '../files/jsonFile.ts';
import { openRegular } from '../files/regularFile.ts';

/** A file of a model as it was when its header was read; what was said there holds for that one only. */
export interface FileState {
  path: string;
  bytes: number;
  changedMs: number;
}

/** So much of a file is read at a time: what is widened is not in memory twice. A multiple of every block of numbers. */
const PIECE_BYTES = 4 << 20;

/**
 * Opens a regular file for as long as something is done with it.
 *
 * @throws AppError `file_not_regular`; `model_invalid` with the path for whatever else is wrong with the file
 */
export async function withFile<T>(path: string, work: (file: FileHandle, state: FileState) => Promise<T>): Promise<T> {
  const file = await openRegular(path).catch((error) => {
    throw asInvalid(error, path);
  });
  try {
    const { size, mtimeMs } = await file.stat();
    return await work(file, { path, bytes: size, changedMs: mtimeMs });
  } catch (error) {
    throw asInvalid(error, path);
  } finally {
    await file.close();
  }
}

/** @throws Error when the file ends before */
export async function readAt(file: FileHandle, position: number, into: Uint8Array): Promise<Uint8Array> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new Error(`the file ends at ${position + done}`);
    done += bytesRead;
  }
  return into;
}

/** Where numbers lie in a file, and how many of them a block of so many bytes holds. */
export interface NumberSpan {
  position: number;
  count: number;
  block: { bytes: number; numbers: number };
}

/** Makes floats of whole blocks. */
export type Widen = (bytes: Uint8Array, into: Float32Array) => void;

/**
 * Reads the numbers of a span, a piece of the file at a time.
 *
 * @param widen `null` where they are 32-bit floats as they lie
 * @throws AppError `model_invalid` when the file is not what it was
 */
export async function readNumbers(
  state: FileState,
  { position, count, block }: NumberSpan,
  widen: Widen | null,
): Promise<Float32Array> {
  return await withFile(state.path, async (file, now) => {
    if (now.bytes !== state.bytes || now.changedMs !== state.changedMs)
      throw new AppError('model_invalid', { path: state.path, problem: 'it was changed while it was in use' });
    const numbers = new Float32Array(count);
    if (!widen) {
      await readAt(file, position, new Uint8Array(numbers.buffer));
      return numbers;
    }
    const bytes = (count / block.numbers) * block.bytes;
    const piece = Math.floor(PIECE_BYTES / block.bytes) * block.bytes;
    const buffer = new Uint8Array(Math.min(piece, bytes));
    for (let done = 0; done < bytes; done += piece) {
      const part = buffer.subarray(0, Math.min(piece, bytes - done));
      await readAt(file, position + done, part);
      const from = (done / block.bytes) * block.numbers;
      widen(part, numbers.subarray(from, from + (part.length / block.bytes) * block.numbers));
    }
    return numbers;
  });
}
