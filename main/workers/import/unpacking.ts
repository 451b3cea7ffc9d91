import { AppError } from '../../../shared/ipc/errors.ts';

/** What a packed file may become: no table of text that people have is packed so well, and no disk is filled by a bomb. */
const MOST_BYTES = 8 * 2 ** 30;
const MOST_TIMES = 300;
/** Below this size, any ratio is harmless. */
const HARMLESS_BYTES = 64 * 2 ** 20;

/**
 * Passes unpacked bytes on until they are too many for what they were unpacked from.
 *
 * @throws AppError `archive_too_large`, `archive_broken`
 */
export async function* boundUnpacking(
  unpacked: AsyncIterable<Uint8Array>,
  packedBytes: number,
  file: string,
): AsyncGenerator<Uint8Array> {
  const limit = Math.min(MOST_BYTES, Math.max(HARMLESS_BYTES, packedBytes * MOST_TIMES));
  let bytes = 0;
  try {
    for await (const chunk of unpacked) {
      bytes += chunk.length;
      if (bytes > limit) throw new AppError('archive_too_large', { file, megabytes: Math.round(limit / 2 ** 20) });
      yield chunk;
    }
  } catch (error) {
    throw isBroken(error) ? new AppError('archive_broken', { file }, { cause: error }) : error;
  }
}

/** What zlib and the reader of archives say of damaged data. */
export const isBroken = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof AppError) &&
  error.name !== 'AbortError' &&
  (!('code' in error) || String(error.code).startsWith('Z_'));
