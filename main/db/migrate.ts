import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/errors/errors.ts';
import { makeBackup } from './backups.ts';
import type { SqliteDatabase } from './open.ts';

/** Beside this module in a clone; the build copies the folder beside its bundles. */
const MIGRATIONS = join(dirname(fileURLToPath(import.meta.url)), 'migrations');

/**
 * Brings a database to the newest schema: runs the numbered migrations above its `user_version`, each in a transaction. Before it
 * changes a database that has content, a copy is made at `<file>.backup-v<version>`.
 *
 * @throws AppError `database_newer` for a database of a newer Kindling, which is left as it is
 */
export function migrate(database: SqliteDatabase, folder = MIGRATIONS): void {
  const migrations = readdirSync(folder)
    .filter((file) => /^\d{4}-.*\.sql$/.test(file))
    .sort();
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) throw new AppError('database_newer', { file: database.name, version });
  if (version > 0 && version < migrations.length) {
    makeBackup(database);
  }
  for (const [index, file] of migrations.entries()) {
    if (index < version) continue;
    const sql = readFileSync(join(folder, file), 'utf8');
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}
