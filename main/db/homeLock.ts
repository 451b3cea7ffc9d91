import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/ipc/errors.ts';
import { isBusy, openDatabase, type SqliteDatabase } from './open.ts';

export interface HomeLock {
  release(): void;
}

/**
 * Makes this process the only owner of a home folder. The lock is SQLite's own lock of a small database: the operating system
 * takes it away when the process ends, however it ends, so there is never a stale one.
 *
 * @throws AppError `home_in_use` with the owner's process id
 */
export function acquireHomeLock(home: string): HomeLock {
  const pidFile = join(home, 'owner.pid');
  let database: SqliteDatabase | undefined;
  try {
    // Opening reads the file, so another owner's lock may be met there already.
    database = openDatabase(join(home, 'owner.lock'), { timeout: 0, wal: false });
    database.pragma('locking_mode = EXCLUSIVE');
    // Nothing is ever written there; with a journal in a file it would need room on the disk even so.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw new AppError('home_in_use', { home, pid: readPid(pidFile) }, { cause: error });
    throw error;
  }
  writePid(pidFile);
  const owned = database;
  return { release: () => owned.close() };
}

/** It only helps to explain; a full disk must not keep its owner from making room. */
function writePid(file: string): void {
  try {
    writeFileSync(file, `${process.pid}\n`);
  } catch {}
}

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
