import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../shared/errors/errors.ts';
import { asWriteError } from '../../files/fileSink.ts';
import { filePath, type HubFile } from './hubApi.ts';
import { answerInvalid, askHub, type Hub, type HubAnswer } from './hubRequest.ts';

/** What a file is called until all of it is there and its hash is right. */
export const partOf = (path: string): string => `${path}.part`;

const PARTIAL = 206;
const SERVER_ERROR = 500;

/** Waits before the next attempt, after attempts in which not a byte came. */
export const RETRY_DELAYS_MS: readonly number[] = [1000, 3000, 10_000, 20_000];
/** What may be over in a moment. */
const isPassing = (error: unknown): boolean =>
  error instanceof AppError &&
  (error.code === 'hub_unreachable' || (error.code === 'hub_failed' && Number(error.details.status) >= SERVER_ERROR));

export interface FetchOptions {
  id: string;
  commit: string;
  signal: AbortSignal;
  /** Told how many bytes of the file are there, also those of before. */
  onBytes: (bytes: number) => void;
  retryDelaysMs?: readonly number[];
}

/**
 * Downloads one file: what is there of it already is kept, and only the rest is asked for. It gets its name once all of it has come and
 * its hash is what the commit says, and is on the disk then.
 *
 * @throws AppError as `askHub`; `hub_file_mismatch`, `hub_changed`, `disk_full`, `write_failed`; what has come is kept, unless it is wrong
 */
export async function fetchFile(hub: Hub, file: HubFile, target: string, options: FetchOptions): Promise<void> {
  const { signal, onBytes, retryDelaysMs = RETRY_DELAYS_MS } = options;
  const part = partOf(target);
  let [failures, secondChance] = [0, true];
  for (;;) {
    const before = await sizeOf(part);
    try {
      const { found, expected } = await attempt(hub, file, part, options);
      if (found === expected) break;
      await rm(part, { force: true });
      onBytes(0);
      // What had come before may have been damaged since, as by a power cut. All of it from today is the hub's.
      if (before === 0 || !secondChance) throw new AppError('hub_file_mismatch', { file: file.path, found, expected });
      secondChance = false;
    } catch (error) {
      const thrown = asWriteError(error, target);
      if (signal.aborted || !isPassing(thrown)) throw thrown;
      if ((await sizeOf(part)) > before) failures = 0;
      const wait = retryDelaysMs[failures++];
      if (wait === undefined) throw thrown;
      await delay(wait, undefined, { signal });
    }
  }
  try {
    await sync(part);
    await rename(part, target);
  } catch (error) {
    throw asWriteError(error, target);
  }
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

/** Brings a part to the file's length, and says which hash it has then. */
async function attempt(hub: Hub, file: HubFile, part: string, options: FetchOptions) {
  const { signal, onBytes } = options;
  const handle = await open(part, 'a');
  try {
    let have = (await handle.stat()).size;
    // As long as that it cannot be a part of this file.
    if (have > file.bytes) {
      await handle.truncate(0);
      have = 0;
    }
    let hash = startHash(file);
    if (have > 0) await hashPart(hash, part, signal);
    onBytes(have);
    if (have < file.bytes) {
      const answer = await askFrom(hub, file, have, options);
      // A server that knows no ranges sends all of it.
      if (have > 0 && answer.status !== PARTIAL) {
        await handle.truncate(0);
        have = 0;
        hash = startHash(file);
      }
      await append(hub, handle, file, { have, hash, answer, onBytes });
    }
    return { found: hash.digest('hex'), expected: file.sha256 ?? file.gitSha1 };
  } finally {
    await handle.close();
  }
}

/** Of git: that of its content with a line about it before. */
function startHash({ sha256, bytes }: HubFile): Hash {
  return sha256 === null ? createHash('sha1').update(`blob ${bytes}\0`) : createHash('sha256');
}

async function hashPart(hash: Hash, part: string, signal: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(part, { highWaterMark: 1 << 20, signal })) hash.update(chunk as Buffer);
}

async function askFrom(
  hub: Hub,
  file: HubFile,
  from: number,
  { id, commit, signal }: FetchOptions,
): Promise<HubAnswer> {
  const range = from > 0 ? { range: `bytes=${from}-` } : {};
  const answer = await askHub(hub, filePath(id, commit, file.path), {
    signal,
    asked: { id, revision: commit, file: file.path },
    // Packed on the way, a range would be one of something else.
    headers: { 'accept-encoding': 'identity', ...range },
  });
  try {
    checkAnswer(hub, file, commit, from, answer);
  } catch (error) {
    await answer.body().return();
    throw error;
  }
  return answer;
}

/** Whether what comes is what was agreed to: of the same commit, as long, with the same hash, from where it was asked for. */
function checkAnswer(hub: Hub, file: HubFile, commit: string, from: number, answer: HubAnswer): void {
  const { status, headers, hubHeaders } = answer;
  const changed = () => new AppError('hub_changed', { hub: hub.url, file: file.path });
  const served = hubHeaders.get('x-repo-commit');
  if (served !== null && served !== commit) throw changed();
  const linked = hubHeaders.get('x-linked-size');
  if (linked !== null && Number(linked) !== file.bytes) throw changed();
  const tag = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(hubHeaders.get('x-linked-etag') ?? '')?.[1];
  if (tag !== undefined && file.sha256 !== null && tag !== file.sha256) throw changed();
  if (status !== PARTIAL || from === 0) return;
  const range = headers.get('content-range') ?? '';
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
  if (Number(first) !== from) throw answerInvalid(hub, `it was asked for bytes from ${from} on and sends “${range}”`);
  if (total !== '*' && Number(total) !== file.bytes) throw changed();
}

async function append(
  hub: Hub,
  handle: FileHandle,
  file: HubFile,
  { have, hash, answer, onBytes }: { have: number; hash: Hash; answer: HubAnswer; onBytes: (bytes: number) => void },
): Promise<void> {
  let bytes = have;
  for await (const chunk of answer.body()) {
    if (bytes + chunk.length > file.bytes) throw new AppError('hub_changed', { hub: hub.url, file: file.path });
    await handle.appendFile(chunk);
    hash.update(chunk);
    bytes += chunk.length;
    onBytes(bytes);
  }
  if (bytes < file.bytes) {
    const problem = `the connection ended after ${bytes} of ${file.bytes} bytes of ${file.path}`;
    throw new AppError('hub_unreachable', { hub: hub.url, problem });
  }
}

async function sync(path: string): Promise<void> {
  // Windows flushes only through a handle that may write.
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
