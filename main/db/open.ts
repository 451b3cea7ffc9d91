import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors/errors.ts';
import { assertNode } from './nodeVersion.ts';

export type SqliteDatabase = Database.Database;
export type Statement<Params extends unknown[] = unknown[], Row = unknown> = Database.Statement<Params, Row>;

export interface OpenOptions {
  readonly?: boolean;
  /** Write-ahead log; on unless switched off. */
  wal?: boolean;
  /** Keeps everyone else out. The index of the write-ahead log is then in memory, and needs no room on the disk. */
  exclusive?: boolean;
  /** Milliseconds to wait for another connection's lock. */
  timeout?: number;
}

/**
 * Opens a SQLite database: the only place that loads the library. WAL, and `synchronous=FULL` on every open, because a
 * WAL database that is opened again falls back to the build's default: an acknowledged row must survive a power cut.
 *
 * @throws AppError `disk_full`, `write_failed`, `database_corrupt` with the file; `node_too_old`
 */
export function openDatabase(file: string, options: OpenOptions = {}): SqliteDatabase {
  assertNode();
  return withSqliteErrors(file, () => {
    const database = new Database(file, {
      readonly: options.readonly ?? false,
      fileMustExist: options.readonly ?? false,
      timeout: options.timeout ?? 5000,
    });
    try {
      if (options.exclusive) database.pragma('locking_mode = EXCLUSIVE');
      if (!options.readonly && options.wal !== false) database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Runs `work` and turns SQLite's own failures into coded ones. */
export function withSqliteErrors<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asAppError(file, error);
  }
}

function asAppError(file: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code } = error;
  // The second one: the index of the write-ahead log is a file that has to grow, too.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || mayBeFull(code, file))
    return new AppError('disk_full', { path: file }, { cause: error });
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB') return new DatabaseCorrupt(file, error);
  // Somebody else's turn, and a mistake of ours: neither is the disk's fault.
  if (code === 'SQLITE_BUSY' || code.startsWith('SQLITE_CONSTRAINT')) return error;
  return new AppError('write_failed', { path: file, problem: error.message }, { cause: error });
}

/** Less than this is no room for a journal. */
const FULL_BYTES = 1 << 20;

/**
 * SQLite tells neither a quota that is used up nor a file that cannot be made on a full disk from any other failure: then the disk is
 * asked.
 */
function mayBeFull(code: string, file: string): boolean {
  if (!/^SQLITE_(CANTOPEN|IOERR_(WRITE|FSYNC|TRUNCATE|SHMOPEN|SHMMAP|DIR_FSYNC))/.test(code)) return false;
  try {
    const { bavail, bsize, files, ffree } = statfsSync(dirname(file));
    return bavail * bsize < FULL_BYTES || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}

/** A database that SQLite finds damaged; whoever opened it decides what is done with the file. */
export class DatabaseCorrupt extends Error {
  override readonly name = 'DatabaseCorrupt';
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(`${file} is damaged`, { cause });
    this.file = file;
  }
}

/** True for what SQLite says of a file that is damaged, no database, or has not the tables that were looked for. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Database.SqliteError &&
  (/^SQLITE_(CORRUPT|NOTADB|CANTOPEN|IOERR)/.test(error.code) || /^no such (table|column)/.test(error.message));

/** True for a lock held by another connection. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY';
