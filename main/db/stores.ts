import { existsSync, renameSync, rmSync } from 'node:fs';
import { AppError } from '../../shared/errors/errors.ts';
import { type Backup, backupsOf, makeBackup, restoreBackup } from './backups.ts';
import { BaseStore } from './baseStore.ts';
import { ChartStore } from './chartStore.ts';
import { DatasetStore } from './datasetStore.ts';
import { HistoryStore } from './historyStore.ts';
import { migrate } from './migrate.ts';
import { ModelStore } from './modelStore.ts';
import { DatabaseCorrupt, openDatabase, type SqliteDatabase, withSqliteErrors } from './open.ts';
import { RunStore } from './runStore.ts';
import { SettingsStore } from './settingsStore.ts';
import { TrashStore } from './trashStore.ts';

/** The home's database, one store per aggregate. */
export interface Stores {
  datasets: DatasetStore;
  runs: RunStore;
  charts: ChartStore;
  models: ModelStore;
  bases: BaseStore;
  history: HistoryStore;
  settings: SettingsStore;
  trash: TrashStore;
  /** Copies the database beside it. Without `renew` only where the newest copy is a day old. */
  backUp(options?: { renew: boolean }): void;
  close(): void;
}

/** How a database that was damaged came to be usable again. */
export interface DatabaseRecovery {
  /** Where the damaged file lies. */
  setAside: string;
  /** The copy that took its place; `null` where an empty database did. */
  backup: Backup | null;
}

const DAY_MS = 86_400_000;

/**
 * Opens `kindling.db` as `openStores` does. A damaged one is set aside, and the newest copy that is whole takes its place, or an empty
 * one: what lies in folders is then to be taken up again, as with a database that is `fresh`.
 */
export function openOrRecover(file: string): { stores: Stores; recovery: DatabaseRecovery | null; fresh: boolean } {
  const fresh = !existsSync(file);
  try {
    return { stores: openStores(file), recovery: null, fresh };
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'database_corrupt')) throw error;
    const backup = restoreBackup(file);
    return { stores: openStores(file), recovery: { setAside: String(error.details.quarantine), backup }, fresh };
  }
}

/**
 * Opens `kindling.db`, creating or migrating it.
 *
 * @throws AppError `database_corrupt` after setting a damaged file aside: it is never silently replaced by an empty one
 */
export function openStores(file: string): Stores {
  try {
    return withSqliteErrors(file, () => {
      const database = openEvenWhenFull(file);
      try {
        checkIntegrity(file, database);
        // What is removed does not stay in the file's free pages.
        database.pragma('secure_delete = ON');
        migrate(database);
        return createStores(database);
      } catch (error) {
        database.close();
        throw error;
      }
    });
  } catch (error) {
    if (error instanceof DatabaseCorrupt) throw quarantine(error);
    throw error;
  }
}

/** A full disk must not keep the user out of the studio: something has to be deleted there. */
function openEvenWhenFull(file: string): SqliteDatabase {
  try {
    return openDatabase(file);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'disk_full')) throw error;
    return openDatabase(file, { exclusive: true });
  }
}

export function createStores(database: SqliteDatabase): Stores {
  return {
    datasets: withCodedErrors(database, new DatasetStore(database)),
    runs: withCodedErrors(database, new RunStore(database)),
    charts: withCodedErrors(database, new ChartStore(database)),
    models: withCodedErrors(database, new ModelStore(database)),
    bases: withCodedErrors(database, new BaseStore(database)),
    history: withCodedErrors(database, new HistoryStore(database)),
    settings: withCodedErrors(database, new SettingsStore(database)),
    trash: withCodedErrors(database, new TrashStore(database)),
    backUp: ({ renew } = { renew: false }) => {
      const before = backupsOf(database.name);
      const age = Date.now() - (before[0]?.at ?? 0);
      if (!renew && age >= 0 && age < DAY_MS) return;
      // What was removed for good is in no copy any more.
      if (renew) for (const { path } of before) rmSync(path, { force: true });
      withSqliteErrors(database.name, () => makeBackup(database));
    },
    close: () => database.close(),
  };
}

/** A store whose methods all fail with coded errors: any of them may meet a full disk. */
function withCodedErrors<S extends object>(database: SqliteDatabase, store: S): S {
  return new Proxy(store, {
    get(target, key) {
      const member = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      return (...input: unknown[]) => {
        try {
          return withSqliteErrors(database.name, () => member.apply(target, input));
        } catch (error) {
          // While it is open it stays where it is; the next start sets it aside.
          if (error instanceof DatabaseCorrupt)
            throw new AppError('database_damaged', { file: error.file }, { cause: error });
          throw error;
        }
      };
    },
  });
}

function checkIntegrity(file: string, database: SqliteDatabase): void {
  const answer = database.pragma('quick_check(1)', { simple: true });
  if (answer !== 'ok') throw new DatabaseCorrupt(file, new Error(String(answer)));
}

function quarantine({ file, cause }: DatabaseCorrupt): AppError {
  const aside = `${file}.damaged-${Date.now()}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${aside}${suffix}`);
  }
  return new AppError('database_corrupt', { file, quarantine: aside }, { cause });
}
