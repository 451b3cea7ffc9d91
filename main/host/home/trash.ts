import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Removed, type StoredKind, TRASH_DAYS, type TrashItem } from '../../../shared/domain/storage.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { Stores } from '../../db/stores.ts';
import type { TrashKind, TrashRow } from '../../db/trashStore.ts';
import type { Changed } from '../services/events.ts';
import type { HomePaths } from '../services/paths.ts';

const DAY_MS = 86_400_000;
/** What lists have to be asked for again when something of a kind comes or goes. */
const TOPICS: Record<StoredKind, readonly Changed[]> = {
  dataset: ['datasets'],
  run: ['runs'],
  model: ['models', 'runs'],
  history: ['history'],
};

/** Something to remove. */
export interface Removal {
  id: string;
  name: string;
}

export interface TrashOptions {
  paths: HomePaths;
  stores: Stores;
  announce(what: Changed): void;
  /** Lets go of the files of something that is removed, and ends what is done with them. */
  release(kind: TrashKind, id: string): Promise<void>;
  /** Told after something was removed for good. */
  onPurged(): void;
}

/**
 * What was removed. Its row and folder stay where they are and no list shows them, until it is restored, or removed for good. That is
 * said in the database first; then the folder goes, then the row: what a studio that was killed left of it is finished at its next start.
 */
export class Trash {
  readonly #options: TrashOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: TrashOptions) {
    this.#options = options;
    this.#finishPurges();
    const purgeOld = () => void this.purgeOld().catch(() => {});
    this.#timer = setInterval(purgeOld, DAY_MS);
    this.#timer.unref();
    setImmediate(purgeOld);
  }

  /**
   * Puts a data set, run or model into the trash, or removes it for good.
   *
   * @throws AppError `disk_full` where there is no room to say so: for good needs none
   */
  async remove(kind: Exclude<StoredKind, 'history'>, { id, name }: Removal, forGood = false): Promise<Removed> {
    if (forGood) {
      await this.#erase(kind, [id]);
      this.#tell([kind]);
      return { trashId: null };
    }
    await this.#options.release(kind, id);
    const bytes = await sizeOf(folderOf(this.#options.paths, kind, id));
    return this.#put(kind, name, [{ id, bytes }]);
  }

  /** The same for entries of the history; none to remove is none removed. */
  async removeHistory(
    entries: readonly { id: string; bytes: number }[],
    name: string,
    forGood = false,
  ): Promise<Removed> {
    if (entries.length === 0) return { trashId: null };
    if (!forGood) return this.#put('history', name, entries);
    await this.#erase(
      'history',
      entries.map(({ id }) => id),
    );
    this.#tell(['history']);
    return { trashId: null };
  }

  /** Newest first. */
  list(): TrashItem[] {
    const items = new Map<string, TrashItem>();
    for (const { removal, kind, name, bytes, trashedAt } of this.#options.stores.trash.list()) {
      const item = items.get(removal);
      if (item) {
        item.count++;
        item.bytes += bytes;
        continue;
      }
      const purgeAt = new Date(Date.parse(trashedAt) + TRASH_DAYS * DAY_MS).toISOString();
      items.set(removal, { id: removal, kind: kind as StoredKind, name, count: 1, bytes, trashedAt, purgeAt });
    }
    return [...items.values()];
  }

  /** @throws AppError `not_found` */
  restore(removal: string): void {
    const rows = this.#rowsOf(removal);
    this.#options.stores.trash.restore(removal);
    this.#tell(kindsOf(rows));
  }

  /**
   * Removes for good.
   *
   * @throws AppError `not_found`
   */
  async purge(removal: string): Promise<void> {
    await this.#purge(this.#rowsOf(removal));
  }

  /** Removes all for good. */
  async empty(): Promise<void> {
    await this.#purge(this.#options.stores.trash.list());
  }

  /** Removes for good what has been in the trash for so long as was said. */
  async purgeOld(now = Date.now()): Promise<void> {
    const isOld = ({ trashedAt }: TrashRow) => Date.parse(trashedAt) + TRASH_DAYS * DAY_MS <= now;
    await this.#purge(this.#options.stores.trash.list().filter(isOld));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #put(kind: StoredKind, name: string, entries: readonly { id: string; bytes: number }[]): Removed {
    const removal = randomUUID();
    const trashedAt = new Date().toISOString();
    this.#options.stores.trash.put(entries.map((entry) => ({ ...entry, kind, removal, name, trashedAt })));
    this.#tell([kind]);
    return { trashId: removal };
  }

  async #purge(rows: readonly TrashRow[]): Promise<void> {
    for (const kind of kindsOf(rows)) {
      await this.#erase(
        kind,
        rows.filter((row) => row.kind === kind).map(({ id }) => id),
      );
    }
    if (rows.length > 0) this.#tell(kindsOf(rows));
  }

  async #erase(kind: StoredKind, ids: readonly string[]): Promise<void> {
    const { stores, paths, release } = this.#options;
    const begin = () => stores.trash.beginPurge(kind, ids);
    const isSaid = unlessFull(begin);
    if (kind !== 'history') {
      for (const id of ids) {
        await release(kind, id);
        await rm(folderOf(paths, kind, id), { recursive: true, force: true });
      }
    }
    // On a full disk the folder makes the room that the database needs.
    if (!isSaid) begin();
    finishPurge(stores, kind, ids);
    this.#options.onPurged();
  }

  /** What was being removed for good when the studio ended. */
  #finishPurges(): void {
    const { stores, paths } = this.#options;
    const rows = stores.trash.purging();
    for (const { kind, id } of rows) {
      try {
        for (const path of pathsOf(paths, kind, id)) rmSync(path, { recursive: true, force: true });
        finishPurge(stores, kind, [id]);
      } catch {
        // It is tried again at the next start.
      }
    }
  }

  #rowsOf(removal: string): TrashRow[] {
    const rows = this.#options.stores.trash.of(removal);
    if (rows.length === 0) throw new AppError('not_found', { kind: 'trash', id: removal });
    return rows;
  }

  #tell(kinds: readonly StoredKind[]): void {
    for (const topic of new Set(kinds.flatMap((kind) => TOPICS[kind]))) this.#options.announce(topic);
    this.#options.announce('storage');
  }
}

const kindsOf = (rows: readonly TrashRow[]): StoredKind[] => [...new Set(rows.map(({ kind }) => kind as StoredKind))];

function folderOf({ datasets, runFolder, modelFolder }: HomePaths, kind: StoredKind, id: string): string {
  if (kind === 'dataset') return join(datasets, id);
  return kind === 'run' ? runFolder(id) : modelFolder(id);
}

/** The files of a version of a data set: what was derived from it, too. */
export const versionFiles = (paths: HomePaths, id: string, version: number): string[] => [
  paths.datasetFile(id, version),
  paths.searchIndex(id, version),
  paths.doctorFile(id, version),
  ...vectorFiles(paths, id, version),
];

/** Vectors of its columns, whatever model they were made with. */
function vectorFiles(paths: HomePaths, id: string, version: number): string[] {
  const folder = dirname(paths.datasetFile(id, version));
  const pattern = new RegExp(`^v${version}\\.[0-9a-f]{16}\\.npy(\\.bits)?$`);
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => pattern.test(name))
        .map((name) => join(folder, name))
    : [];
}

function pathsOf(paths: HomePaths, kind: TrashKind, id: string): string[] {
  switch (kind) {
    case 'history':
      return [];
    case 'version':
      return versionFiles(paths, dirname(id), Number(id.slice(id.indexOf('/') + 1)));
    default:
      return [folderOf(paths, kind, id)];
  }
}

function finishPurge(stores: Stores, kind: TrashKind, ids: readonly string[]): void {
  stores.trash.finishPurge(kind, ids);
  if (kind === 'run') for (const id of ids) stores.runs.forget(id);
  stores.trash.scrub();
}

/** Whether there was room on the disk for it. */
function unlessFull(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'disk_full') return false;
    throw error;
  }
}

/** Bytes of a folder's files. What cannot be looked at counts nothing. */
async function sizeOf(path: string): Promise<number> {
  try {
    const about = await lstat(path);
    if (!about.isDirectory()) return about.size;
    let bytes = 0;
    for (const name of await readdir(path)) bytes += await sizeOf(join(path, name));
    return bytes;
  } catch {
    return 0;
  }
}
