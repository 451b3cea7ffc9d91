import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fsyncPath } from '../files/fsyncPath.ts';
import { openDatabase, type SqliteDatabase } from './open.ts';

/** So many copies are kept; the oldest goes first. */
const KEPT = 3;

export interface Backup {
  path: string;
  /** When it was made, in milliseconds. */
  at: number;
}

/** Whole copies of a database beside it, `<file>.backup-v<version>-<milliseconds>`, newest first. */
export function backupsOf(file: string): Backup[] {
  const prefix = `${basename(file)}.backup-`;
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(prefix) && /^v\d+-\d+$/.test(name.slice(prefix.length)))
    .map((name) => ({ path: join(dirname(file), name), at: Number(name.slice(name.lastIndexOf('-') + 1)) }))
    .sort((a, b) => b.at - a.at);
}

/** Copies a database that is open, whole or not at all, and lets the oldest copies go. */
export function makeBackup(database: SqliteDatabase): void {
  const version = database.pragma('user_version', { simple: true });
  const target = `${database.name}.backup-v${version}-${Date.now()}`;
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { force: true });
    database.prepare('VACUUM INTO ?').run(partial);
    fsyncPath(partial);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  for (const { path } of backupsOf(database.name).slice(KEPT)) rmSync(path, { force: true });
}

/** Puts the newest copy that is whole in the place of a database that is not there; `null` where there is none. */
export function restoreBackup(file: string): Backup | null {
  for (const backup of backupsOf(file)) {
    if (!isWhole(backup.path)) continue;
    const partial = `${file}.restored`;
    copyFileSync(backup.path, partial);
    fsyncPath(partial);
    renameSync(partial, file);
    return backup;
  }
  return null;
}

function isWhole(path: string): boolean {
  try {
    const database = openDatabase(path, { readonly: true });
    try {
      return database.pragma('quick_check(1)', { simple: true }) === 'ok';
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}
