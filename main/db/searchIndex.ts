import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fsyncPath } from '../files/fsyncPath.ts';
import { openDatabase, type SqliteDatabase, type Statement, withSqliteErrors } from './open.ts';

/**
 * The search index of a data set version: which trigrams (runs of three characters, so that Chinese needs no words) occur in which row.
 * Where they stand is not kept, so the index is small; it names rows that may have a text, and those are then looked at.
 */
const TRIGRAM = 3;
/** Trigrams of a text that are looked up; more of them hardly leave out more rows. */
const MOST_TRIGRAMS = 32;
const ROWS_PER_TRANSACTION = 5000;

/** The trigrams of a text; none when it is too short for the index. */
export function trigrams(text: string): string[] {
  const characters = [...text];
  const found = new Set<string>();
  for (let at = 0; at + TRIGRAM <= characters.length && found.size < MOST_TRIGRAMS; at++) {
    found.add(characters.slice(at, at + TRIGRAM).join(''));
  }
  return [...found];
}

/** Writes an index under a temporary name and renames it when it is whole. */
export class SearchIndexWriter {
  readonly #file: string;
  readonly #partial: string;
  readonly #database: SqliteDatabase;
  readonly #insert: Statement<[number, string]>;
  #pending = 0;
  #open = true;

  constructor(file: string) {
    this.#file = file;
    this.#partial = `${file}.partial`;
    this.#remove();
    this.#database = openDatabase(this.#partial, { wal: false });
    this.#database.pragma('journal_mode = OFF');
    this.#database.pragma('synchronous = OFF');
    this.#database.exec(
      "CREATE VIRTUAL TABLE search USING fts5(text, content = '', columnsize = 0, detail = none, tokenize = 'trigram'); BEGIN",
    );
    this.#insert = this.#database.prepare('INSERT INTO search (rowid, text) VALUES (?, ?)');
  }

  /** Rows count from 0. */
  add(row: number, cells: readonly string[]): void {
    withSqliteErrors(this.#file, () => {
      // A trigram across two cells only names a row in vain.
      this.#insert.run(row + 1, cells.join('\n'));
      if (++this.#pending % ROWS_PER_TRANSACTION === 0) this.#database.exec('COMMIT; BEGIN');
    });
  }

  finish(): void {
    withSqliteErrors(this.#file, () => {
      this.#database.exec('COMMIT');
      this.#close();
      fsyncPath(this.#partial);
      renameSync(this.#partial, this.#file);
      fsyncPath(dirname(this.#file));
    });
  }

  /** Removes what was written. Does nothing after `finish`. */
  discard(): void {
    if (!this.#open) return;
    this.#close();
    this.#remove();
  }

  #close(): void {
    this.#database.close();
    this.#open = false;
  }

  #remove(): void {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${this.#partial}${suffix}`, { force: true });
  }
}

/** An index opened for looking up. */
export class SearchIndex {
  readonly file: string;
  readonly #database: SqliteDatabase;
  readonly #find: Statement<[string], number>;

  constructor(file: string) {
    this.file = file;
    this.#database = openDatabase(file, { readonly: true });
    this.#find = this.#database
      .prepare<[string], number>('SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid')
      .pluck();
  }

  /** Ids of the rows that have all these trigrams, ascending. */
  candidates(wanted: readonly string[]): IterableIterator<number> {
    return this.#find.iterate(wanted.map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND '));
  }

  close(): void {
    this.#database.close();
  }
}
