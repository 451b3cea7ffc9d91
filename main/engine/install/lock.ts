import { randomUUID } from 'node:crypto';
import { constants, copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCK_FILE = 'install.lock';
export const WORK_PREFIX = '.installing-';
const HEARTBEAT_MS = 5_000;
const SILENT_FOR_MS = 60_000;
const POLL_MS = 500;

/**
 * Runs work while no other process of this user installs an engine. The lock is a file with the owner's process id, touched every few
 * seconds: one whose process is gone, or which has been silent for a minute (the id may have been given away again), counts no more.
 */
export async function withInstallLock<Result>(
  folder: string,
  options: { signal: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(folder, { recursive: true });
  while (!(await tryLock(folder))) await sleep(POLL_MS, undefined, { signal: options.signal });
  return await whileLocked(folder, work);
}

/** Removes what installations that died have left. Does nothing while one is going. */
export async function removeLeftovers(folder: string): Promise<void> {
  if ((await leftovers(folder)).length === 0 || !(await tryLock(folder))) return;
  await whileLocked(folder, async () => {});
}

async function whileLocked<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const file = join(folder, LOCK_FILE);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    // Only the lock's owner has work folders, so whatever is here now is dead.
    for (const name of await leftovers(folder)) await rm(join(folder, name), { recursive: true, force: true });
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

const leftovers = async (folder: string) =>
  (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(WORK_PREFIX));

async function tryLock(folder: string): Promise<boolean> {
  const file = join(folder, LOCK_FILE);
  const owner = await readOwner(folder);
  if (owner?.alive) return false;
  if (owner) await removeDead(file, owner.text);
  try {
    await writeFile(file, `${process.pid} ${randomUUID()}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes a dead lock away under a name of its own. If another process put a new one there in the meantime, that goes back. */
async function removeDead(file: string, text: string): Promise<void> {
  const mine = `${file}.${randomUUID()}`;
  try {
    await rename(file, mine);
    if ((await readFile(mine, 'utf8')) !== text) await copyFile(mine, file, constants.COPYFILE_EXCL);
  } catch {
    // Another process was faster.
  } finally {
    await rm(mine, { force: true });
  }
}

async function readOwner(folder: string): Promise<{ text: string; alive: boolean } | null> {
  const file = join(folder, LOCK_FILE);
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const pid = Number.parseInt(text, 10);
    // An empty one is being written.
    const alive = (text === '' || isAlive(pid)) && Date.now() - mtimeMs < SILENT_FOR_MS;
    return { text, alive };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
