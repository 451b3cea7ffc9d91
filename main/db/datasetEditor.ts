import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { ColumnType } from '../../shared/domain/columns.ts';
import { fsyncPath } from '../files/fsyncPath.ts';
import { openDatabase, type SqliteDatabase, withSqliteErrors } from './open.ts';

/** A data set version's file while the next version is made of a copy of it. Rows count from 0. */
export class DatasetEditor {
  #columns: string[];
  readonly #file: string;
  readonly #database: SqliteDatabase;
  #open = true;

  /** @param file the copy; nobody else reads it */
  constructor(file: string) {
    this.#file = file;
    this.#database = openDatabase(file, { wal: false });
    // Until it gets its name nobody relies on the file.
    this.#database.pragma('journal_mode = OFF');
    this.#database.pragma('synchronous = OFF');
    this.#columns = this.#database.prepare<[], string>('SELECT name FROM columns ORDER BY position').pluck().all();
    this.#database.exec('BEGIN');
  }

  get columns(): readonly string[] {
    return this.#columns;
  }

  get rowCount(): number {
    return this.#database.prepare<[], number>('SELECT count(*) FROM cells').pluck().get() as number;
  }

  get rejectedCount(): number {
    return this.#database.prepare<[], number>('SELECT count(*) FROM rejections').pluck().get() as number;
  }

  rows(): IterableIterator<string[]> {
    return this.#guard(() =>
      this.#database.prepare<[], string[]>(`SELECT ${this.#cells} FROM cells ORDER BY id`).raw().iterate(),
    );
  }

  /** False when there is no such row. */
  setCell(row: number, column: string, value: string): boolean {
    const name = `c${this.columns.indexOf(column)}`;
    return this.#guard(
      () => this.#database.prepare(`UPDATE cells SET ${name} = ? WHERE id = ?`).run(value, row + 1).changes > 0,
    );
  }

  renameColumn(column: string, name: string): void {
    const position = this.#columns.indexOf(column);
    this.#guard(() =>
      this.#database.prepare<[string, number]>('UPDATE columns SET name = ? WHERE position = ?').run(name, position),
    );
    this.#columns[position] = name;
  }

  /** What somebody said that columns are, by their names. */
  columnTypes(): Map<string, ColumnType> {
    if (!this.#hasTypes) return new Map();
    const rows = this.#guard(() =>
      this.#database
        .prepare<[], { name: string; type: string }>('SELECT name, type FROM columns WHERE type IS NOT NULL')
        .all(),
    );
    // One that a newer studio knows is none to this one.
    return new Map(
      rows.flatMap(({ name, type }) => {
        const { data } = ColumnType.safeParse(type);
        return data === undefined ? [] : [[name, data] as const];
      }),
    );
  }

  /** `null` leaves it to what its values look like. */
  setColumnType(column: string, type: ColumnType | null): void {
    this.#guard(() => {
      if (!this.#hasTypes) this.#database.exec('ALTER TABLE columns ADD COLUMN type TEXT');
      this.#database
        .prepare<[string | null, number]>('UPDATE columns SET type = ? WHERE position = ?')
        .run(type, this.#columns.indexOf(column));
    });
  }

  /** Files of imports have none: all types are guessed. */
  get #hasTypes(): boolean {
    return this.#database
      .prepare<[], string>("SELECT name FROM pragma_table_info('columns')")
      .pluck()
      .all()
      .includes('type');
  }

  /** Columns after the others, empty at first. Gives what fills in a row's. */
  addColumns(names: readonly string[]): (row: number, cells: readonly string[]) => void {
    const from = this.#columns.length;
    const own = names.map((_, index) => `c${from + index}`);
    this.#guard(() => {
      const insert = this.#database.prepare<[number, string]>('INSERT INTO columns (position, name) VALUES (?, ?)');
      for (const [index, name] of names.entries()) {
        this.#database.exec(`ALTER TABLE cells ADD COLUMN c${from + index} TEXT NOT NULL DEFAULT ''`);
        insert.run(from + index, name);
      }
    });
    this.#columns = [...this.#columns, ...names];
    const update = this.#guard(() =>
      this.#database.prepare(`UPDATE cells SET ${own.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`),
    );
    return (row, cells) => this.#guard(() => void update.run(...cells, row + 1));
  }

  append(cells: readonly string[]): void {
    const values = this.columns.map(() => '?').join(', ');
    this.#guard(() =>
      this.#database.prepare<string[]>(`INSERT INTO cells (${this.#cells}) VALUES (${values})`).run(...cells),
    );
  }

  /** The rows after them move up, so that ids stay 1 … n without gaps. */
  deleteRows(rows: Iterable<number>): void {
    this.#guard(() => {
      const remove = this.#database.prepare<[number]>('DELETE FROM cells WHERE id = ?');
      let first = Number.POSITIVE_INFINITY;
      for (const row of rows) {
        remove.run(row + 1);
        first = Math.min(first, row + 1);
      }
      if (first === Number.POSITIVE_INFINITY) return;
      // Ascending, and each to a smaller number that is free by then.
      const left = this.#database.prepare<[number], number>('SELECT id FROM cells WHERE id > ? ORDER BY id').pluck();
      const move = this.#database.prepare<[number, number]>('UPDATE cells SET id = ? WHERE id = ?');
      let next = first;
      for (const id of left.all(first)) move.run(next++, id);
    });
  }

  removeRejections(lines: readonly number[]): void {
    const remove = this.#database.prepare<[number]>('DELETE FROM rejections WHERE line = ?');
    this.#guard(() => {
      for (const line of lines) remove.run(line);
    });
  }

  /** Runs a statement of whoever knows the file's tables: `cells(id, c0 … cN)`, `columns`, `rejections`. */
  get database(): SqliteDatabase {
    return this.#database;
  }

  /** Makes the file whole and gives it its name. */
  finish(output: string): void {
    this.#guard(() => {
      this.#database.exec('COMMIT');
      this.close();
      fsyncPath(this.#file);
      renameSync(this.#file, output);
      fsyncPath(dirname(output));
    });
  }

  close(): void {
    if (this.#open) this.#database.close();
    this.#open = false;
  }

  get #cells(): string {
    return this.columns.map((_, index) => `c${index}`).join(', ');
  }

  #guard<T>(work: () => T): T {
    return withSqliteErrors(this.#file, work);
  }
}
