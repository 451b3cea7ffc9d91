import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../../shared/errors/errors.ts';

/** Room on the disk that an upload leaves to the database and to whatever else runs on this machine. */
const RESERVED_BYTES = 64 * 1024 * 1024;
/** A slow line is no attack: it may take hours. One from which nothing comes any more has gone. */
const STALL_MS = 60_000;
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
  /** Milliseconds without a byte after which it is given up. */
  stallMs?: number;
}

/**
 * Writes an upload to a folder of its own inside `folder` and returns its path. An upload that breaks off leaves nothing.
 *
 * @throws AppError `disk_full`, `write_failed`, `upload_stalled`, `cancelled` when the browser went away
 */
export async function storeUpload({
  folder,
  name,
  content,
  announcedBytes,
  roomFor = freeBytes,
  stallMs = STALL_MS,
}: UploadOptions): Promise<string> {
  const own = join(folder, randomUUID());
  const path = join(own, safeFileName(name));
  try {
    await mkdir(own, { recursive: true });
    const limit = await roomFor(own);
    if ((announcedBytes ?? 0) > limit) throw new AppError('disk_full', { path: folder });
    await writeChunks(path, chunksOf(content, name, stallMs), limit);
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

/** Not `pipeline`: it would destroy the request, and with it the way for saying what went wrong. */
async function writeChunks(path: string, chunks: AsyncIterable<Buffer>, limit: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > limit) throw new AppError('disk_full', { path });
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
}

async function* chunksOf(content: Readable, file: string, stallMs: number): AsyncGenerator<Buffer> {
  const chunks = content.iterator({ destroyOnReturn: false });
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const stalled = new Promise<never>((_, reject) => {
      const error = new AppError('upload_stalled', { file, seconds: Math.round(stallMs / 1000) });
      timer = setTimeout(() => reject(error), stallMs);
    });
    try {
      const next = chunks.next();
      // Where it stalls, what becomes of this one interests nobody any more.
      next.catch(() => {});
      const { done, value } = await Promise.race([next, stalled]);
      if (done) return;
      yield typeof value === 'string' ? Buffer.from(value) : value;
    } finally {
      clearTimeout(timer);
    }
  }
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
