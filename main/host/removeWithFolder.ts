import { rm } from 'node:fs/promises';
import { AppError } from '../../shared/ipc/errors.ts';

/** Removes what the database knows and its folder. On a full disk the folder has to go first: the database needs room to forget. */
export async function removeWithFolder(folder: string, removeRow: () => void): Promise<void> {
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    removeRow();
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'disk_full')) throw error;
    await removeFolder();
    removeRow();
    return;
  }
  await removeFolder();
}
