import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FindingKind, PersonalSpan } from '../../shared/domain/datasets/doctor.ts';
import { fsyncPath } from '../files/fsyncPath.ts';
import { openDatabase, type SqliteDatabase, type Statement, withSqliteErrors } from './open.ts';

const APPLICATION_ID = 0x4b44_5231; // "KDR1"

type RowEntry = { row: number; other: number | null };

/**
 * What the doctor found in a data set version, beside the version's file: all rows of the findings and all spans, which may be millions,
 * and the report. It can be made again at any time. Written once, under a temporary name, and renamed when it is whole.
 */
export class DoctorFileWriter {
  readonly #file: string;
  readonly #partial: string;
  readonly #database: SqliteDatabase;
  readonly #insertRow: Statement<[string, number, number | null]>;
  readonly #insertSpan: Statement<[number, string, number, number, string]>;
  #open = true;

  constructor(file: string) {
    this.#file = file;
    this.#partial = `${file}.partial`;
    removeDatabase(this.#partial);
    const database = openDatabase(this.#partial, { wal: false });
    this.#database = database;
    // Until the rename nobody relies on the file.
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.exec(`
      CREATE TABLE report (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;
      CREATE TABLE rows (kind TEXT NOT NULL, row INTEGER NOT NULL, other INTEGER, PRIMARY KEY (kind, row)) STRICT, WITHOUT ROWID;
      CREATE TABLE spans (id INTEGER PRIMARY KEY, row INTEGER NOT NULL, "column" TEXT NOT NULL, start INTEGER NOT NULL,
        "end" INTEGER NOT NULL, type TEXT NOT NULL) STRICT;
      CREATE INDEX spans_by_row ON spans (row);
      BEGIN;
    `);
    this.#insertRow = database.prepare('INSERT OR IGNORE INTO rows VALUES (?, ?, ?)');
    this.#insertSpan = database.prepare('INSERT INTO spans (row, "column", start, "end", type) VALUES (?, ?, ?, ?, ?)');
  }

  /** A row that a finding concerns; once is enough. */
  addRow(kind: FindingKind, row: number, other: number | null = null): void {
    withSqliteErrors(this.#file, () => this.#insertRow.run(kind, row, other));
  }

  addSpan({ row, column, start, end, type }: PersonalSpan): void {
    withSqliteErrors(this.#file, () => this.#insertSpan.run(row, column, start, end, type));
  }

  count(kind: FindingKind): number {
    return countRows(this.#database, kind);
  }

  firstRows(kind: FindingKind, limit: number): number[] {
    return readRows(this.#database, kind, 0, limit).map(({ row }) => row);
  }

  /** Makes the file whole and gives it its name. */
  finish(report: string): void {
    withSqliteErrors(this.#file, () => {
      this.#database.prepare('INSERT INTO report VALUES (1, ?)').run(report);
      this.#database.exec('COMMIT');
      this.#database.close();
      this.#open = false;
      fsyncPath(this.#partial);
      renameSync(this.#partial, this.#file);
      fsyncPath(dirname(this.#file));
    });
  }

  /** Removes what was written. Does nothing after `finish`. */
  discard(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#database.close();
    removeDatabase(this.#partial);
  }
}

/** Reads from such a file and closes it again: reports are looked at now and then. */
export function readDoctorFile<T>(file: string, read: (reader: DoctorFileReader) => T): T {
  const database = openDatabase(file, { readonly: true });
  try {
    return read(new DoctorFileReader(database));
  } finally {
    database.close();
  }
}

class DoctorFileReader {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  report(): unknown {
    return JSON.parse(this.#database.prepare<[], string>('SELECT json FROM report').pluck().get() ?? 'null');
  }

  count(kind: FindingKind): number {
    return countRows(this.#database, kind);
  }

  rows(kind: FindingKind, offset: number, limit: number): RowEntry[] {
    return readRows(this.#database, kind, offset, limit);
  }

  spanCount(): number {
    return this.#database.prepare<[], number>('SELECT count(*) FROM spans').pluck().get() as number;
  }

  /** In the order of rows and cells. */
  spans(offset: number, limit: number): PersonalSpan[] {
    return this.#database
      .prepare<[number, number], PersonalSpan>(
        'SELECT row, "column", start, "end", type FROM spans WHERE id > ? ORDER BY id LIMIT ?',
      )
      .all(offset, limit);
  }

  spansOfRow(row: number): PersonalSpan[] {
    return this.#database
      .prepare<[number], PersonalSpan>('SELECT row, "column", start, "end", type FROM spans WHERE row = ? ORDER BY id')
      .all(row);
  }
}

const countRows = (database: SqliteDatabase, kind: FindingKind): number =>
  database.prepare<[string], number>('SELECT count(*) FROM rows WHERE kind = ?').pluck().get(kind) as number;

const readRows = (database: SqliteDatabase, kind: FindingKind, offset: number, limit: number): RowEntry[] =>
  database
    .prepare<[string, number, number], RowEntry>(
      'SELECT row, other FROM rows WHERE kind = ? ORDER BY row LIMIT ? OFFSET ?',
    )
    .all(kind, limit, offset);

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
}
