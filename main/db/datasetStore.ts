import { Dataset } from '../../shared/domain/dataset.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import type { SqliteDatabase } from './open.ts';

interface Row {
  id: string;
  name: string;
  file_name: string;
  version: number;
  rows: number;
  rejected: number;
  bytes: number;
  encoding: string;
  delimiter: string;
  columns: string;
  created_at: string;
}

const toDataset = ({ file_name, created_at, columns, ...rest }: Row): Dataset =>
  Dataset.parse({ ...rest, fileName: file_name, createdAt: created_at, columns: JSON.parse(columns) });

export class DatasetStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  insert(dataset: Dataset): void {
    const { id, name, version, rows, rejected, bytes, encoding, delimiter } = dataset;
    this.#database
      .prepare(
        `INSERT INTO datasets VALUES (@id, @name, @file_name, @version, @rows, @rejected, @bytes, @encoding, @delimiter, @columns,
          @created_at)`,
      )
      .run({
        ...{ id, name, version, rows, rejected, bytes, encoding, delimiter },
        file_name: dataset.fileName,
        columns: JSON.stringify(dataset.columns),
        created_at: dataset.createdAt,
      });
  }

  /** Newest first. */
  list(): Dataset[] {
    return this.#database.prepare<[], Row>('SELECT * FROM datasets ORDER BY created_at DESC, id').all().map(toDataset);
  }

  get(id: string): Dataset {
    const row = this.#database.prepare<[string], Row>('SELECT * FROM datasets WHERE id = ?').get(id);
    if (!row) throw new AppError('not_found', { kind: 'data set', id });
    return toDataset(row);
  }

  rename(id: string, name: string): void {
    const { changes } = this.#database.prepare('UPDATE datasets SET name = ? WHERE id = ?').run(name, id);
    if (changes === 0) throw new AppError('not_found', { kind: 'data set', id });
  }

  remove(id: string): void {
    this.#database.prepare('DELETE FROM datasets WHERE id = ?').run(id);
  }
}
