import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { RAW_LENGTH, type Rejection } from '../../shared/domain/datasets/dataset.ts';
import { fsyncPath } from '../files/fsyncPath.ts';
import { cutRows } from './cutRows.ts';
import { asDatasetError, withDatasetErrors } from './datasetDamage.ts';
import { openDatabase, type SqliteDatabase, type Statement, withSqliteErrors } from './open.ts';

/**
 * One data set version is one SQLite file: `cells(c0 … cN)` with rowids 1 … n in file order, `columns` with their names (a name never
 * becomes SQL), and `rejections`. It is written once, under a temporary name, and renamed when it is whole.
 */
export const APPLICATION_ID = 0x4b44_5330; // "KDS0"

/** Rows of one transaction: large enough to be fast, small enough to be cancelled quickly. */
const ROWS_PER_TRANSACTION = 5000;
/** Values that one statement takes: several rows at once save a third of the time, more of them nothing more. */
const VALUES_PER_INSERT = 64;
/** Characters that wait for their statement: rows with long texts are not piled up. */
const MOST_WAITING = 1 << 20;
/** Texts are long: larger pages hold most of them without a chain of pages for each. */
const PAGE_SIZE = 16_384;

/** Ends a raw text of which only the beginning was kept; a whole one is never as long. */
const CUT = '…';

export interface DatasetWriter {
  append(cells: readonly string[]): void;
  /** Rows before it have an empty text in it. */
  addColumn(name: string): void;
  reject(rejection: Rejection): void;
  /** Makes the file whole and gives it its name. */
  finish(): void;
  /** Removes what was written. Does nothing after `finish`. */
  discard(): void;
}

export function createDatasetFile(file: string, columns: readonly string[]): DatasetWriter {
  const partial = `${file}.partial`;
  removeDatabase(partial);
  const database = openDatabase(partial, { wal: false });
  // Until the rename nobody relies on the file: a journal would only write everything twice.
  database.pragma(`page_size = ${PAGE_SIZE}`);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma(`application_id = ${APPLICATION_ID}`);
  const names = columns.map((_, index) => `c${index}`);
  // `cells` is not STRICT: of a strict table all rows are checked whenever a column is added, and a file may bring a new one in each row.
  database.exec(`
    CREATE TABLE columns (position INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE cells (id INTEGER PRIMARY KEY, ${names.map((name) => `${name} TEXT NOT NULL`).join(', ')});
    CREATE TABLE rejections (id INTEGER PRIMARY KEY, line INTEGER NOT NULL, reason TEXT NOT NULL, raw TEXT NOT NULL) STRICT;
  `);
  const insertColumn = database.prepare('INSERT INTO columns (position, name) VALUES (?, ?)');
  columns.forEach((name, position) => {
    insertColumn.run(position, name);
  });
  const insertRejection = database.prepare('INSERT INTO rejections (line, reason, raw) VALUES (?, ?, ?)');

  const insertRows = (rows: number) => {
    const row = `(${names.map(() => '?').join(', ')})`;
    const values = new Array(rows).fill(row).join(', ');
    return database.prepare<string[][]>(`INSERT INTO cells (${names.join(', ')}) VALUES ${values}`);
  };
  const rowsPerInsert = () => Math.max(1, Math.floor(VALUES_PER_INSERT / names.length));
  let several: ReturnType<typeof insertRows> | undefined;
  let single: ReturnType<typeof insertRows> | undefined;
  let enough = rowsPerInsert() * names.length;
  let waiting: string[] = [];
  let characters = 0;
  const flush = () => {
    if (waiting.length === enough) {
      several ??= insertRows(rowsPerInsert());
      several.run(waiting);
    } else if (waiting.length > 0) {
      single ??= insertRows(1);
      for (let at = 0; at < waiting.length; at += names.length) single.run(waiting.slice(at, at + names.length));
    }
    waiting = [];
    characters = 0;
  };

  let pending = 0;
  let open = true;
  const written = () => {
    if (++pending < ROWS_PER_TRANSACTION) return;
    flush();
    database.exec('COMMIT; BEGIN');
    pending = 0;
  };
  database.exec('BEGIN');
  const guarded = <A extends unknown[]>(work: (...args: A) => void) => {
    return (...args: A) => withSqliteErrors(file, () => work(...args));
  };

  return {
    append: guarded((cells) => {
      for (const cell of cells) {
        waiting.push(cell);
        characters += cell.length;
      }
      if (waiting.length === enough || characters > MOST_WAITING) flush();
      written();
    }),
    addColumn: guarded((name) => {
      flush();
      const position = names.length;
      database.exec(`ALTER TABLE cells ADD COLUMN c${position} TEXT NOT NULL DEFAULT ''`);
      insertColumn.run(position, name);
      names.push(`c${position}`);
      [several, single, enough] = [undefined, undefined, rowsPerInsert() * names.length];
    }),
    reject: guarded(({ line, reason, raw, cut }) => {
      insertRejection.run(line, reason, cut ? raw + CUT : raw);
      written();
    }),
    finish: guarded(() => {
      flush();
      database.exec('COMMIT');
      database.close();
      open = false;
      fsyncPath(partial);
      renameSync(partial, file);
      fsyncPath(dirname(file));
    }),
    discard: () => {
      if (!open) return;
      open = false;
      database.close();
      removeDatabase(partial);
    },
  };
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
}

/** A data set version opened for reading. */
export class DatasetFile {
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly rejectedCount: number;
  readonly #file: string;
  readonly #database: SqliteDatabase;
  readonly #page: Statement<[number, number], string[]>;

  /** @throws AppError `dataset_missing`, `dataset_damaged`, as all methods do */
  constructor(file: string) {
    this.#file = file;
    this.#database = withDatasetErrors(file, () => openDatabase(file, { readonly: true }));
    try {
      this.columns = this.#guard(() =>
        this.#database.prepare<[], string>('SELECT name FROM columns ORDER BY position').pluck().all(),
      );
      this.rowCount = this.#count('cells');
      this.rejectedCount = this.#count('rejections');
      this.#page = this.#guard(() => this.#preparePage());
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  #preparePage(): Statement<[number, number], string[]> {
    const cells = this.columns.map((_, index) => `c${index}`).join(', ');
    // Rowids are 1 … n without gaps, so a page far down costs no more than the first one.
    return this.#database
      .prepare<[number, number], string[]>(`SELECT ${cells} FROM cells WHERE id > ? ORDER BY id LIMIT ?`)
      .raw();
  }

  /** At most `limit` rows from row `offset` (0-based) on. */
  readRows(offset: number, limit: number): string[][] {
    return this.#guard(() => this.#page.all(offset, limit));
  }

  /** `readRows`, read one by one as they are asked for. */
  eachRow(offset: number, limit: number): IterableIterator<string[]> {
    return this.#page.iterate(offset, limit);
  }

  /** All rows in file order, read as they are asked for. */
  *rows(): IterableIterator<string[]> {
    try {
      yield* this.#page.iterate(0, -1);
    } catch (error) {
      throw asDatasetError(this.#file, error);
    }
  }

  rejections(offset: number, limit: number): Rejection[] {
    const found = this.#database
      .prepare<[number, number], Omit<Rejection, 'cut'>>(
        'SELECT line, reason, raw FROM rejections WHERE id > ? ORDER BY id LIMIT ?',
      )
      .all(offset, limit);
    const { rows, cut } = cutRows(
      found.map(({ raw }) => [raw]),
      RAW_LENGTH,
    );
    const isCut = new Set(cut.map(({ row }) => row));
    return rows.map(([raw = ''], row) => ({ ...(found[row] as (typeof found)[number]), raw, cut: isCut.has(row) }));
  }

  /** Names of the columns with what their cells are like; lengths in characters. Reads every row. */
  statistics(): { name: string; emptyCells: number; minLength: number; meanLength: number; maxLength: number }[] {
    return this.columns.map((name, index) => {
      const figures = this.#database
        .prepare<[], { emptyCells: number; minLength: number; meanLength: number; maxLength: number }>(
          `SELECT coalesce(sum(c${index} = ''), 0) AS emptyCells, coalesce(min(length(c${index})), 0) AS minLength,
             coalesce(avg(length(c${index})), 0) AS meanLength, coalesce(max(length(c${index})), 0) AS maxLength FROM cells`,
        )
        .get();
      return { name, ...(figures ?? { emptyCells: 0, minLength: 0, meanLength: 0, maxLength: 0 }) };
    });
  }

  close(): void {
    this.#database.close();
  }

  #count(table: 'cells' | 'rejections'): number {
    return this.#guard(
      () => this.#database.prepare<[], number>(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck().get() as number,
    );
  }

  #guard<T>(work: () => T): T {
    return withDatasetErrors(this.#file, work);
  }
}

export const openDatasetFile = (file: string): DatasetFile => new DatasetFile(file);
