import type { SqliteDatabase } from './open.ts';

/** A `version` is a data set's, and has the id `DATASET/VERSION`. */
export type TrashKind = 'dataset' | 'run' | 'model' | 'history' | 'version';

export interface TrashRow {
  kind: TrashKind;
  id: string;
  removal: string;
  name: string;
  bytes: number;
  trashedAt: string;
}

const TABLES = { dataset: 'datasets', run: 'runs', model: 'models', history: 'history' } as const;
const COLUMNS = 'kind, id, removal, name, bytes, trashed_at AS trashedAt';

/** A condition on a table whose rows may be in the trash. */
export const notInTrash = (kind: Exclude<TrashKind, 'version'>): string =>
  `NOT EXISTS (SELECT 1 FROM trash WHERE kind = '${kind}' AND trash.id = ${TABLES[kind]}.id)`;

/** What was removed, and what is being removed for good. */
export class TrashStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  put(rows: readonly TrashRow[]): void {
    const insert = this.#database.prepare(
      `INSERT OR IGNORE INTO trash (kind, id, removal, name, bytes, trashed_at)
         VALUES (@kind, @id, @removal, @name, @bytes, @trashedAt)`,
    );
    this.#database.transaction(() => {
      for (const row of rows) insert.run(row);
    })();
  }

  /** Newest first. What is being removed for good is not there any more. */
  list(): TrashRow[] {
    return this.#database
      .prepare<[], TrashRow>(`SELECT ${COLUMNS} FROM trash WHERE purging = 0 ORDER BY trashed_at DESC, removal, id`)
      .all();
  }

  has(kind: TrashKind, id: string): boolean {
    return this.#database.prepare('SELECT 1 FROM trash WHERE kind = ? AND id = ?').get(kind, id) !== undefined;
  }

  /** Of one removal. */
  of(removal: string): TrashRow[] {
    return this.list().filter((row) => row.removal === removal);
  }

  restore(removal: string): void {
    this.#database.prepare('DELETE FROM trash WHERE removal = ? AND purging = 0').run(removal);
  }

  /** Something that was removed is in use again. */
  takeOut(kind: TrashKind, id: string): void {
    this.#database.prepare('DELETE FROM trash WHERE kind = ? AND id = ? AND purging = 0').run(kind, id);
  }

  /** Says that a removal for good has begun: from now on it can only be finished. */
  beginPurge(kind: TrashKind, ids: readonly string[]): void {
    const trashedAt = new Date().toISOString();
    const begin = this.#database.prepare(
      `INSERT INTO trash (kind, id, removal, name, bytes, trashed_at, purging) VALUES (?, ?, ?, '', 0, ?, 1)
         ON CONFLICT (kind, id) DO UPDATE SET purging = 1`,
    );
    this.#database.transaction(() => {
      for (const id of ids) begin.run(kind, id, id, trashedAt);
    })();
  }

  /** Removals for good that have begun. */
  purging(): TrashRow[] {
    return this.#database.prepare<[], TrashRow>(`SELECT ${COLUMNS} FROM trash WHERE purging = 1`).all();
  }

  /** Forgets things and their removal. */
  finishPurge(kind: TrashKind, ids: readonly string[]): void {
    const remove = this.#database.prepare<[string]>(
      kind === 'version'
        ? "DELETE FROM dataset_versions WHERE dataset_id || '/' || version = ?"
        : `DELETE FROM ${TABLES[kind]} WHERE id = ?`,
    );
    const forget = this.#database.prepare('DELETE FROM trash WHERE kind = ? AND id = ?');
    this.#database.transaction(() => {
      for (const id of ids) {
        remove.run(id);
        forget.run(kind, id);
      }
    })();
  }

  /**
   * Empties the write-ahead log, which still has what was removed. (`secure_delete` overwrites it in the file itself.) Gives back free
   * pages where that pays and there is room to do so.
   */
  scrub(): void {
    this.#database.pragma('wal_checkpoint(TRUNCATE)');
    const figure = (name: string) => this.#database.pragma(name, { simple: true }) as number;
    const [free, pages, size] = [figure('freelist_count'), figure('page_count'), figure('page_size')];
    if (free * size < WORTH_VACUUM_BYTES || free * 4 < pages) return;
    try {
      this.#database.exec('VACUUM');
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // A copy of the file needs room for a while; free pages are used again anyhow.
    }
  }
}

/** With a quarter of the file free besides: less than this is used again soon. */
const WORTH_VACUUM_BYTES = 8 << 20;
