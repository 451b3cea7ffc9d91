import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { BaseFile } from '../../shared/domain/models/base.ts';

/** Told how many bytes were read since the last time. */
type OnBytes = (bytes: number) => void;

/**
 * SHA-256 over what a model's files hold, one after the other, in hexadecimal: weights, configuration and tokenizer, for each of them
 * changes what the model writes.
 */
export async function fingerprint(paths: readonly string[], onBytes: OnBytes = () => {}): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      onBytes((chunk as Buffer).length);
    }
  }
  return hash.digest('hex');
}

/** Files as they are now. */
export const statesOf = (paths: readonly string[]): Promise<BaseFile[]> =>
  Promise.all(
    paths.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return { path, bytes: size, mtimeMs };
    }),
  );
