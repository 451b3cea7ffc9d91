import { rm, stat } from 'node:fs/promises';
import { AppError } from '../../../shared/errors/errors.ts';
import { writeWhole } from '../../files/fileSink.ts';
import { openRegular } from '../../files/regularFile.ts';
import { type BinaryCodes, wordsOf } from './binaryIndex.ts';
import type { Vectors } from './vectorFile.ts';

/*
 * Codes of a file of vectors, beside it: the centre as float32, then the codes as int32, little-endian. One that is older than its vectors, or of
 * another size, is not read.
 */

export const codesPath = (vectors: string): string => `${vectors}.bits`;

/** `null` where there are none that are of these vectors. */
export async function readCodes(path: string, { rows, dimensions }: Vectors): Promise<BinaryCodes | null> {
  const words = wordsOf(dimensions);
  try {
    const [own, made] = await Promise.all([stat(path), stat(codesPath(path))]);
    if (made.mtimeMs < own.mtimeMs || made.size !== 4 * (dimensions + rows * words)) return null;
    const file = await openRegular(codesPath(path));
    try {
      const bytes = new Uint8Array(made.size);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at, Math.min(1 << 28, bytes.length - at), at);
        if (bytesRead === 0) return null;
        at += bytesRead;
      }
      return {
        centre: new Float32Array(bytes.buffer, 0, dimensions),
        codes: new Int32Array(bytes.buffer, 4 * dimensions, rows * words),
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof AppError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Keeps them for the next time. That there is no room for them costs time, and nothing else. */
export async function keepCodes(path: string, { centre, codes }: BinaryCodes): Promise<void> {
  const CHUNK = 1 << 24;
  try {
    await writeWhole(codesPath(path), async (sink) => {
      await sink.write(new Uint8Array(centre.buffer, centre.byteOffset, centre.byteLength));
      for (let at = 0; at < codes.byteLength; at += CHUNK)
        await sink.write(new Uint8Array(codes.buffer, codes.byteOffset + at, Math.min(CHUNK, codes.byteLength - at)));
    });
  } catch {
    await rm(codesPath(path), { force: true }).catch(() => {});
  }
}
