import { HistoryEntry } from '../../shared/domain/generation.ts';
import type { SqliteDatabase } from './open.ts';

/** At most so many entries are listed; older ones stay stored. */
const LISTED = 500;

/** The playground's generations. */
export class HistoryStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  insert(entry: HistoryEntry): void {
    this.#database
      .prepare('INSERT INTO history (id, model_id, entry, created_at) VALUES (?, ?, ?, ?)')
      .run(entry.id, entry.modelId, JSON.stringify(entry), entry.createdAt);
  }

  /** Newest first; of one model, or of all. */
  list(modelId?: string): HistoryEntry[] {
    return this.#database
      .prepare<[{ modelId: string | null; limit: number }], string>(
        `SELECT entry FROM history WHERE @modelId IS NULL OR model_id = @modelId ORDER BY created_at DESC, rowid DESC LIMIT @limit`,
      )
      .pluck()
      .all({ modelId: modelId ?? null, limit: LISTED })
      .map((entry) => HistoryEntry.parse(JSON.parse(entry)));
  }

  remove(id: string): void {
    this.#database.prepare('DELETE FROM history WHERE id = ?').run(id);
  }

  /** Removes the entries of one model, or all. */
  clear(modelId?: string): void {
    this.#database
      .prepare('DELETE FROM history WHERE @modelId IS NULL OR model_id = @modelId')
      .run({ modelId: modelId ?? null });
  }
}
