import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/errors.ts';
import { isAlive } from '../files/pidLock.mjs';
import { isBusy, openDatabase, type SqliteDatabase, withSqliteErrors } from './open.ts';

/** An owner that has just got the lock says so within this. */
const PID_LIMIT_MS = 1000;
const PID_PAUSE_MS = 20;
/**
 * Two that start at once both read the file, which keeps either from having it alone: each lets go and tries again after a time of its
 * own. An owner that is there has the lock all along.
 */
const ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 50;

/** Without this the garbage collector closes the database of a lock that nobody refers to any more, and the home has no owner. */
const held = new Set<SqliteDatabase>();

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
  const file = join(home, 'owner.lock');
  const pidFile = join(home, 'owner.pid');
  for (let attempt = 1; ; attempt++) {
    try {
      const database = openLocked(file);
      held.add(database);
      writePid(pidFile);
      const release = () => {
        held.delete(database);
        database.close();
      };
      return { release };
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (attempt === ATTEMPTS) throw new AppError('home_in_use', { home, pid: ownersPid(pidFile) }, { cause: error });
    }
    pause(Math.random() * LONGEST_PAUSE_MS);
  }
}

function openLocked(file: string): SqliteDatabase {
  // Opening reads the file, so another owner's lock may be met there already.
  const database = openDatabase(file, { timeout: 0, wal: false });
  try {
    return withSqliteErrors(file, () => {
      database.pragma('locking_mode = EXCLUSIVE');
      // Nothing is ever written there; with a journal in a file it would need room on the disk even so.
      database.pragma('journal_mode = MEMORY');
      database.exec('BEGIN EXCLUSIVE');
      return database;
    });
  } catch (error) {
    database.close();
    throw error;
  }
}

/** It only helps to explain; a full disk must not keep its owner from making room. */
function writePid(file: string): void {
  try {
    const partial = `${file}.partial`;
    writeFileSync(partial, `${process.pid}\n`);
    renameSync(partial, file);
  } catch {}
}

/** Between two starts at once the owner may not have said yet who it is: what is there is then of an owner that has ended, or nothing. */
function ownersPid(file: string): string {
  const end = Date.now() + PID_LIMIT_MS;
  for (;;) {
    const pid = readPid(file);
    if (isAlive(Number(pid))) return pid;
    if (Date.now() > end) return pid || 'unknown';
    pause(PID_PAUSE_MS);
  }
}

const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
