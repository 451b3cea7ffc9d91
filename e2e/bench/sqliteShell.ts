import { rmSync } from 'node:fs';
import { runCommand } from './processes.ts';
import { round } from './statistics.ts';

const TIME_LIMIT_MS = 600_000;

/** Seconds that the shell of SQLite takes to import the same CSV: the yardstick of the import. `null` where it is not there. */
export async function measureSqliteShell(file: string, database: string): Promise<number | null> {
  const start = performance.now();
  const { failure } = await runCommand(
    'sqlite3',
    [database, '-cmd', '.mode csv', `.import "${file.replaceAll('\\', '\\\\')}" t`],
    TIME_LIMIT_MS,
  );
  const seconds = (performance.now() - start) / 1000;
  rmSync(database, { force: true });
  return failure === '' ? round(seconds, 2) : null;
}
