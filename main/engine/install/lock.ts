import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ifUnlocked, withPidLock } from '../../files/pidLock.mjs';

const LOCK_FILE = 'install.lock';
export const WORK_PREFIX = '.installing-';
const POLL_MS = 500;

/** Runs work while no other process of this user installs an engine. */
export async function withInstallLock<Result>(
  folder: string,
  options: { signal: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(folder, { recursive: true });
  return await withPidLock(join(folder, LOCK_FILE), { pollMs: POLL_MS, signal: options.signal }, async () => {
    await removeWork(folder);
    return await work();
  });
}

/** Removes what installations that died have left. Does nothing while one is going. */
export async function removeLeftovers(folder: string): Promise<void> {
  if ((await leftovers(folder)).length > 0) await ifUnlocked(join(folder, LOCK_FILE), () => removeWork(folder));
}

/** Only the lock's owner has work folders, so whatever is there when one gets the lock is dead. */
async function removeWork(folder: string): Promise<void> {
  for (const name of await leftovers(folder)) await rm(join(folder, name), { recursive: true, force: true });
}

const leftovers = async (folder: string) =>
  (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(WORK_PREFIX));
