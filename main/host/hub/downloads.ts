import { existsSync } from 'node:fs';
import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HubDownload, HubOrigin, HubProblem } from '../../../shared/domain/models/hub.ts';
import { AppError, toAppError } from '../../../shared/errors/errors.ts';
import type { BaseEvent } from '../../../shared/ipc/contract.ts';
import { asWriteError, writeWholeFile } from '../../files/fileSink.ts';
import { fsyncPath } from '../../files/fsyncPath.ts';
import { Broadcast } from '../services/events.ts';
import { problemOf } from './choices.ts';
import {
  bytesOf,
  keyOf,
  localName,
  MANIFEST_FILE,
  type Manifest,
  modelPath,
  partialFolder,
  unfinishedIn,
  wholeFolder,
} from './downloadFolder.ts';
import { fetchFile, partOf } from './fetchFile.ts';
import type { Hub } from './hubRequest.ts';
import { Speed } from './speed.ts';

export interface DownloadsOptions {
  /** Folder of the home that models are downloaded into. */
  folder: string;
  /** Looks at a model that has come, and lists it. */
  add: (
    model: { path: string; name: string; origin: HubOrigin; license: string | null },
    signal: AbortSignal,
  ) => AsyncIterable<BaseEvent>;
  /** Whether a model to start from lies at a path. */
  isListed: (path: string) => boolean;
  retryDelaysMs?: readonly number[] | undefined;
}

interface Job {
  manifest: Manifest;
  state: HubDownload['state'];
  doneBytes: number;
  totalBytes: number;
  current: HubDownload['current'];
  problem: HubProblem | null;
  baseId: string | null;
  speed: Speed;
  running: { controller: AbortController; finished: Promise<void> } | null;
}

/** How often whoever watches is told how far a download is. */
const REPORT_MS = 200;
/** Left free on the disk: a studio that cannot write its database is of no use. */
const SPARE_BYTES = 64_000_000;

/**
 * Downloads of models: they go on whatever window is open, one file after the other, and stop with the studio. What has come stays on
 * the disk until the model is whole or the download is discarded.
 */
export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #changes = new Broadcast<HubDownload[]>();
  #reporting: NodeJS.Timeout | undefined;

  constructor(options: DownloadsOptions) {
    this.#options = options;
    for (const [key, manifest] of unfinishedIn(options.folder)) this.#jobs.set(key, this.#stopped(key, manifest));
  }

  list(): HubDownload[] {
    return Array.from(this.#jobs, ([key, job]) => shown(key, job));
  }

  /** The list as it is, and whenever it has changed. */
  async *watch(signal: AbortSignal): AsyncGenerator<HubDownload[], void, undefined> {
    const changes = this.#changes.subscribe(signal);
    yield this.list();
    yield* changes;
  }

  /**
   * Begins a download, or goes on with it where a part of it is there.
   *
   * @throws AppError `hub_no_room`, `disk_full`, `write_failed`
   */
  async start(manifest: Manifest, hub: Hub): Promise<string> {
    const key = keyOf(manifest);
    if (this.#jobs.get(key)?.running) return key;
    const [partial, whole] = [partialFolder(this.#options.folder, key), wholeFolder(this.#options.folder, key)];
    try {
      if (!isWhole(whole, manifest)) {
        // A file of it has gone since: what is left of it is kept.
        if (existsSync(join(whole, MANIFEST_FILE)) && !existsSync(partial)) await rename(whole, partial);
        await mkdir(partial, { recursive: true });
        await writeWholeFile(join(partial, MANIFEST_FILE), JSON.stringify(manifest));
      }
    } catch (error) {
      throw asWriteError(error, partial);
    }
    this.#jobs.set(key, this.#stopped(key, manifest));
    try {
      await this.resume(key, () => hub);
    } catch (error) {
      // Nothing was begun that somebody would look for.
      if (this.#jobs.get(key)?.doneBytes === 0) await this.discard(key);
      throw error;
    }
    return key;
  }

  /** Goes on with a download that was stopped. @throws AppError `not_found`, `hub_no_room` */
  async resume(key: string, hubOf: (hub: string) => Hub): Promise<void> {
    const job = this.#job(key);
    if (job.running) return;
    const { doneBytes, totalBytes } = job;
    await assertRoom(this.#options.folder, totalBytes - doneBytes);
    if (job.running) return;
    const controller = new AbortController();
    const finished = this.#run(key, job, hubOf(job.manifest.hub), controller.signal);
    job.running = { controller, finished };
  }

  /** Stops it; what has come is kept. */
  async pause(key: string): Promise<void> {
    const { running } = this.#job(key);
    running?.controller.abort();
    await running?.finished;
  }

  /** Stops it and removes what has come. */
  async discard(key: string): Promise<void> {
    await this.pause(key);
    await rm(partialFolder(this.#options.folder, key), { recursive: true, force: true });
    this.#jobs.delete(key);
    this.#report();
  }

  async close(): Promise<void> {
    const running = [...this.#jobs.values()].flatMap((job) => job.running ?? []);
    for (const { controller } of running) controller.abort();
    await Promise.all(running.map(({ finished }) => finished));
    clearTimeout(this.#reporting);
    this.#changes.close();
  }

  #job(key: string): Job {
    const job = this.#jobs.get(key);
    if (!job) throw new AppError('not_found', { kind: 'download', id: key });
    return job;
  }

  /** As it lies on the disk. */
  #stopped(key: string, manifest: Manifest): Job {
    const [partial, whole] = [partialFolder(this.#options.folder, key), wholeFolder(this.#options.folder, key)];
    const folder = isWhole(whole, manifest) ? whole : partial;
    const sizes = manifest.files.map(({ path, bytes }) => Math.min(bytes, bytesThere(join(folder, localName(path)))));
    return {
      manifest,
      state: 'paused',
      doneBytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
      totalBytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
      ...{ current: null, problem: null, baseId: null, speed: new Speed(), running: null },
    };
  }

  /** Never rejects: what went wrong is told with the download. */
  async #run(key: string, job: Job, hub: Hub, signal: AbortSignal): Promise<void> {
    const { folder } = this.#options;
    const [partial, whole] = [partialFolder(folder, key), wholeFolder(folder, key)];
    Object.assign(job, { state: 'downloading', problem: null, speed: new Speed() });
    try {
      this.#report();
      if (!isWhole(whole, job.manifest)) {
        await this.#fetchAll(job, hub, partial, signal);
        await rename(partial, whole);
        fsyncPath(folder);
      }
      await this.#add(job, { whole, partial }, signal);
      this.#report();
      this.#jobs.delete(key);
    } catch (thrown) {
      const error = toAppError(asWriteError(thrown, partial));
      const stopped = signal.aborted || error.code === 'cancelled';
      Object.assign(job, { state: stopped ? 'paused' : 'failed', problem: stopped ? null : problemOf(error) });
      Object.assign(job, { doneBytes: this.#stopped(key, job.manifest).doneBytes, current: null });
    }
    job.running = null;
    this.#report();
  }

  async #fetchAll(job: Job, hub: Hub, folder: string, signal: AbortSignal): Promise<void> {
    const { id, commit, files } = job.manifest;
    let before = 0;
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      const target = join(folder, localName(file.path));
      job.current = { path: file.path, number: index + 1, count: files.length };
      // It got its name when its hash was right.
      if (bytesOf(target) !== file.bytes) {
        await mkdir(dirname(target), { recursive: true });
        await fetchFile(hub, file, target, {
          ...{ id, commit, signal },
          ...(this.#options.retryDelaysMs && { retryDelaysMs: this.#options.retryDelaysMs }),
          onBytes: (bytes) => {
            job.doneBytes = before + bytes;
            job.speed.add(job.doneBytes);
            this.#reportSoon();
          },
        });
      }
      before += file.bytes;
      job.doneBytes = before;
    }
    fsyncPath(folder);
  }

  async #add(job: Job, { whole, partial }: { whole: string; partial: string }, signal: AbortSignal): Promise<void> {
    const { hub, id, commit, file, name, license } = job.manifest;
    Object.assign(job, { state: 'checking', current: null, doneBytes: job.totalBytes });
    this.#report();
    const path = modelPath(whole, file);
    try {
      for await (const event of this.#options.add({ path, name, license, origin: { hub, id, commit } }, signal)) {
        if (event.event === 'done') Object.assign(job, { state: 'done', baseId: event.base.id });
      }
    } catch (error) {
      // It stays among the downloads, to be tried again or discarded, unless it is one that was listed before.
      if (!this.#options.isListed(path)) await rename(whole, partial);
      throw error;
    }
  }

  /** Soon: what changes from byte to byte is told now and then, and its last state in any case. */
  #reportSoon(): void {
    this.#reporting ??= setTimeout(() => this.#report(), REPORT_MS);
  }

  #report(): void {
    clearTimeout(this.#reporting);
    this.#reporting = undefined;
    this.#changes.emit(this.list());
  }
}

const shown = (key: string, job: Job): HubDownload => {
  const { manifest, state, doneBytes, totalBytes, current, problem, baseId, speed } = job;
  const { hub, id, commit, file, name } = manifest;
  const bytesPerSecond = state === 'downloading' ? speed.bytesPerSecond : null;
  return { key, hub, id, commit, file, name, state, doneBytes, totalBytes, bytesPerSecond, current, problem, baseId };
};

const isWhole = (folder: string, { files }: Manifest): boolean =>
  existsSync(join(folder, MANIFEST_FILE)) &&
  files.every(({ path, bytes }) => bytesOf(join(folder, localName(path))) === bytes);

const bytesThere = (path: string): number => bytesOf(path) || bytesOf(partOf(path));

/** Bytes that a folder's disk has for us. */
export async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  return Math.max(0, bavail * bsize - SPARE_BYTES);
}

async function assertRoom(folder: string, neededBytes: number): Promise<void> {
  const availableBytes = await freeBytes(folder);
  if (neededBytes <= availableBytes) return;
  const [needed, available] = [neededBytes, availableBytes].map((bytes) => `${(bytes / 1e9).toFixed(2)} GB`);
  throw new AppError('hub_no_room', { needed: needed ?? '', available: available ?? '', path: folder });
}
