import { Dataset, DatasetVersion } from '../../shared/domain/datasets/dataset.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { SqliteDatabase } from './open.ts';
import { readRows, reasonOf, type UnreadableRow } from './readRows.ts';
import { notInTrash } from './trashStore.ts';

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
  format: string;
  suggested_recipe: string | null;
}

const toDataset = ({ file_name, created_at, columns, suggested_recipe, ...rest }: Row): Dataset =>
  Dataset.parse({
    ...rest,
    fileName: file_name,
    createdAt: created_at,
    columns: JSON.parse(columns),
    ...(suggested_recipe !== null && { suggestedRecipe: JSON.parse(suggested_recipe) }),
  });

interface VersionRow {
  version: number;
  parent: number | null;
  step: string;
  rows: number;
  rejected: number;
  columns: string;
  created_at: string;
}

const toVersion = ({ step, columns, created_at, ...rest }: VersionRow): DatasetVersion =>
  DatasetVersion.parse({ ...rest, step: JSON.parse(step), columns: JSON.parse(columns), createdAt: created_at });

export class DatasetStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** A data set that was imported, with its first version. */
  insert(dataset: Dataset): void {
    this.#database.transaction(() => {
      this.#insertDataset(dataset);
      const { id, version, rows, rejected, columns, createdAt } = dataset;
      this.#insertVersion(id, { version, parent: null, step: { kind: 'import' }, rows, rejected, columns, createdAt });
    })();
  }

  /** A data set whose files are there already, with its versions; one that is known by this id is replaced. */
  takeUp(dataset: Dataset, versions: readonly DatasetVersion[]): void {
    this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM datasets WHERE id = ?').run(dataset.id);
      this.#insertDataset(dataset);
      for (const version of versions) this.#insertVersion(dataset.id, version);
    })();
  }

  /** Adds a version and makes it the current one. */
  addVersion(id: string, version: DatasetVersion): void {
    this.#database.transaction(() => {
      this.#insertVersion(id, version);
      this.setVersion(id, version.version);
    })();
  }

  /** Makes a version the current one: undo and redo. */
  setVersion(id: string, version: number): void {
    const { changes } = this.#database
      .prepare(
        `UPDATE datasets SET (version, rows, rejected, columns) =
           (SELECT version, rows, rejected, columns FROM dataset_versions WHERE dataset_id = @id AND version = @version)
         WHERE id = @id AND EXISTS (SELECT 1 FROM dataset_versions WHERE dataset_id = @id AND version = @version)`,
      )
      .run({ id, version });
    if (changes === 0) throw new AppError('not_found', { kind: 'data set version', id: `${id}/${version}` });
  }

  /** Oldest first. Those that a newer Kindling made by steps unknown here are left out. */
  versions(id: string): DatasetVersion[] {
    const rows = this.#database
      .prepare<[string], VersionRow>('SELECT * FROM dataset_versions WHERE dataset_id = ? ORDER BY version')
      .all(id);
    return readRows(rows, toVersion);
  }

  /** The highest number that a version has, readable or not; 0 where there is none. */
  lastVersion(id: string): number {
    const last = this.#database
      .prepare<[string], number>('SELECT coalesce(max(version), 0) FROM dataset_versions WHERE dataset_id = ?')
      .pluck()
      .get(id);
    return last ?? 0;
  }

  #insertVersion(id: string, { version, parent, step, rows, rejected, columns, createdAt }: DatasetVersion): void {
    this.#database
      .prepare('INSERT INTO dataset_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(id, version, parent, JSON.stringify(step), rows, rejected, JSON.stringify(columns), createdAt);
  }

  #insertDataset(dataset: Dataset): void {
    const { id, name, version, rows, rejected, bytes, encoding, delimiter, format, suggestedRecipe } = dataset;
    this.#database
      .prepare(
        `INSERT INTO datasets VALUES (@id, @name, @file_name, @version, @rows, @rejected, @bytes, @encoding, @delimiter, @columns,
          @created_at, @format, @suggested_recipe)`,
      )
      .run({
        ...{ id, name, version, rows, rejected, bytes, encoding, delimiter, format },
        file_name: dataset.fileName,
        columns: JSON.stringify(dataset.columns),
        created_at: dataset.createdAt,
        suggested_recipe: suggestedRecipe ? JSON.stringify(suggestedRecipe) : null,
      });
  }

  /** Newest first. What cannot be read is left out. */
  list(): Dataset[] {
    return readRows(this.#rows(), toDataset);
  }

  /** Data sets that this version does not understand; they stay as they are. */
  unreadable(): UnreadableRow[] {
    const found: UnreadableRow[] = [];
    readRows(this.#rows(), toDataset, (row, reason) =>
      found.push({ id: row.id, name: row.name, reason, raw: JSON.stringify(row) }),
    );
    return found;
  }

  /** All there are, in the trash or not, readable or not. */
  ids(): string[] {
    return this.#database.prepare<[], string>('SELECT id FROM datasets').pluck().all();
  }

  get(id: string): Dataset {
    const row = this.#database.prepare<[string], Row>('SELECT * FROM datasets WHERE id = ?').get(id);
    if (!row) throw new AppError('not_found', { kind: 'data set', id });
    const present = this.#database.prepare(`SELECT 1 FROM datasets WHERE id = ? AND ${notInTrash('dataset')}`).get(id);
    if (!present) throw new AppError('in_trash', { kind: 'dataset', name: row.name });
    try {
      return toDataset(row);
    } catch (error) {
      throw new AppError('row_unreadable', { kind: 'dataset', id, problem: reasonOf(error) }, { cause: error });
    }
  }

  #rows(): Row[] {
    return this.#database
      .prepare<[], Row>(`SELECT * FROM datasets WHERE ${notInTrash('dataset')} ORDER BY created_at DESC, id`)
      .all();
  }

  rename(id: string, name: string): void {
    const { changes } = this.#database.prepare('UPDATE datasets SET name = ? WHERE id = ?').run(name, id);
    if (changes === 0) throw new AppError('not_found', { kind: 'data set', id });
  }
}
