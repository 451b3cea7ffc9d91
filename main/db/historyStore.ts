import { HistoryEntry } from '../../shared/domain/models/generation.ts';
import type { SqliteDatabase } from './open.ts';
import { readRows, type UnreadableRow } from './readRows.ts';
import { notInTrash } from './trashStore.ts';

/** At most so many entries are listed, and so much of their texts; older ones stay stored. */
const LISTED = 500;
const LISTED_CHARACTERS = 4_000_000;

interface Row {
  id: string;
  entry: string;
}

const toEntry = ({ entry }: Row): HistoryEntry => HistoryEntry.parse(JSON.parse(entry));

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

  /** Newest first; of one model, or of all. What cannot be read is left out. */
  list(modelId?: string): HistoryEntry[] {
    return readRows(this.#rows(modelId), toEntry);
  }

  /** Entries that this version does not understand; they stay as they are. */
  unreadable(): UnreadableRow[] {
    const found: UnreadableRow[] = [];
    readRows(this.#rows(), toEntry, ({ id, entry }, reason) => found.push({ id, name: null, reason, raw: entry }));
    return found;
  }

  /** Ids of the entries of one model, or of all, with their sizes in bytes. */
  sizes(modelId?: string): { id: string; bytes: number }[] {
    return this.#database
      .prepare<[{ modelId: string | null }], { id: string; bytes: number }>(
        `SELECT id, length(CAST(entry AS BLOB)) AS bytes FROM history
          WHERE (@modelId IS NULL OR model_id = @modelId) AND ${notInTrash('history')}`,
      )
      .all({ modelId: modelId ?? null });
  }

  #rows(modelId?: string): Row[] {
    const rows = this.#database
      .prepare<[{ modelId: string | null; limit: number }], Row>(
        `SELECT id, entry FROM history WHERE (@modelId IS NULL OR model_id = @modelId) AND ${notInTrash('history')}
          ORDER BY created_at DESC, rowid DESC LIMIT @limit`,
      )
      .iterate({ modelId: modelId ?? null, limit: LISTED });
    const listed: Row[] = [];
    let characters = 0;
    for (const row of rows) {
      characters += row.entry.length;
      if (characters > LISTED_CHARACTERS && listed.length > 0) break;
      listed.push(row);
    }
    return listed;
  }
}
