import { BaseModel } from '../../shared/domain/models/base.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { SqliteDatabase } from './open.ts';
import { readRows, reasonOf } from './readRows.ts';

interface Row {
  id: string;
  name: string;
  base: string;
}

const toBase = ({ name, base }: Row): BaseModel => BaseModel.parse({ ...JSON.parse(base), name });

/** Models to start from. A row says where the files of one lie and what they were when it was added. */
export class BaseStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** What lies at a path is one model: added again, it keeps its id and is what it is now. */
  put(base: BaseModel): void {
    this.#database
      .prepare(
        `INSERT INTO bases (id, name, path, base, created_at) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (path) DO UPDATE SET id = excluded.id, name = excluded.name, base = excluded.base`,
      )
      .run(base.id, base.name, base.path, JSON.stringify(base), base.createdAt);
  }

  /** Newest first. What cannot be read is left out, and stays. */
  list(): BaseModel[] {
    const rows = this.#database.prepare<[], Row>('SELECT id, name, base FROM bases ORDER BY created_at DESC, id').all();
    return readRows(rows, toBase);
  }

  find(id: string): BaseModel | null {
    const row = this.#database.prepare<[string], Row>('SELECT id, name, base FROM bases WHERE id = ?').get(id);
    if (!row) return null;
    try {
      return toBase(row);
    } catch (error) {
      throw new AppError('row_unreadable', { kind: 'base', id, problem: reasonOf(error) }, { cause: error });
    }
  }

  get(id: string): BaseModel {
    const base = this.find(id);
    if (!base) throw new AppError('not_found', { kind: 'base', id });
    return base;
  }

  rename(id: string, name: string): void {
    const { changes } = this.#database.prepare('UPDATE bases SET name = ? WHERE id = ?').run(name, id);
    if (changes === 0) throw new AppError('not_found', { kind: 'base', id });
  }

  /** Forgets it. Its files are the user's and stay. */
  remove(id: string): void {
    const { changes } = this.#database.prepare('DELETE FROM bases WHERE id = ?').run(id);
    if (changes === 0) throw new AppError('not_found', { kind: 'base', id });
  }
}
