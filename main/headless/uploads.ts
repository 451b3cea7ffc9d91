import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/ipc/errors.ts';

/** Room on the disk that an upload leaves to the database and to whatever else runs on this machine. */
const RESERVED_BYTES = 64 * 1024 * 1024;
/** Longest file name in bytes, below the 255 of the usual file systems. */
const MAX_NAME_BYTES = 200;

export interface UploadOptions {
  /** The home's folder of uploads. */
  folder: string;
  /** What the browser calls the file; anything. */
  name: string;
  content: Readable;
  /** Bytes that the browser announced. */
  announcedBytes: number | undefined;
  /** Bytes that may be written to a folder. */
  roomFor?: (folder: string) => Promise<number>;
}

/**
 * Writes an upload to a folder of its own inside `folder` and returns its path. An upload that breaks off leaves nothing.
 *
 * @throws AppError `disk_full`, `write_failed`, `cancelled` when the browser went away
 */
export async function storeUpload({
  folder,
  name,
  content,
  announcedBytes,
  roomFor = freeBytes,
}: UploadOptions): Promise<string> {
  const own = join(folder, randomUUID());
  const path = join(own, safeFileName(name));
  try {
    await mkdir(own, { recursive: true });
    const limit = await roomFor(own);
    if ((announcedBytes ?? 0) > limit) throw new AppError('disk_full', { path: folder });
    await pipeline(content, limited(limit, folder), createWriteStream(path, { flags: 'wx' }));
    return path;
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    throw asUploadError(error, path);
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.max(0, bavail * bsize - RESERVED_BYTES);
}

/** Lets at most `limit` bytes pass. */
function limited(limit: number, folder: string): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > limit) done(new AppError('disk_full', { path: folder }));
      else done(null, chunk);
    },
  });
}

function asUploadError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof AppError || !('code' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return new AppError('disk_full', { path }, { cause: error });
  if (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET')
    return new AppError('cancelled', {}, { cause: error });
  return new AppError('write_failed', { path, problem: error.message }, { cause: error });
}

/**
 * The last part of a name that a browser gave, as a file name that every platform takes: no separators, no control or reserved
 * characters, no leading dots or trailing dots and spaces, no device name of Windows, not too long. The extension is kept.
 */
export function safeFileName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const cleaned = base
    .replace(/[\p{Cc}\p{Cs}<>:"|?*]/gu, '_')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  const [, stem = '', extension = ''] = /^(.*?)(\.[^.]{1,16})?$/u.exec(cleaned) ?? [];
  const usable = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem.split('.')[0] ?? '') ? `_${stem}` : stem;
  return `${truncate(usable, MAX_NAME_BYTES) || 'upload'}${extension}`;
}

/** The longest beginning of whole characters that fits into `bytes` of UTF-8. */
function truncate(text: string, bytes: number): string {
  let result = '';
  let length = 0;
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    result += character;
  }
  return result;
}
