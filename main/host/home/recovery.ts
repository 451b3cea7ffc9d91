import type { DatabaseRecovery, Stores } from '../../db/stores.ts';
import type { HomePaths } from '../services/paths.ts';
import { takeUp } from './takeUp.ts';

/** After the database was damaged or is new: lists what lies in the folders, and keeps for the user what was done. */
export function recover(paths: HomePaths, stores: Stores, recovery: DatabaseRecovery | null): void {
  const taken = takeUp(paths, stores, true);
  const isEmpty = Object.values(taken).every((count) => count === 0);
  if (!recovery && isEmpty) return;
  const backup = recovery?.backup ?? null;
  stores.settings.setRecovery({
    ...taken,
    at: new Date().toISOString(),
    setAside: recovery?.setAside ?? null,
    backupAt: backup === null ? null : new Date(backup.at).toISOString(),
  });
}
