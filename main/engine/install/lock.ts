import { link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCK_FILE = 'install.lock';
export const WORK_PREFIX = '.installing-';
const HEARTBEAT_MS = 5_000;
const SILENT_FOR_MS = 60_000;
const POLL_MS = 500;

export interface LockOptions {
  signal: AbortSignal;
  /** Called once when another process holds the lock. */
  onWait?: (pid: number) => void;
}

/**
 * Runs work while no other process of this user installs an engine. The lock is a file with the owner's process id, touched every few
 * seconds: one whose process is gone, or which has been silent for a minute (the id may have been given away again), counts no more.
 */
export async function withInstallLock<Result>(
  folder: string,
  options: LockOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(folder, { recursive: true });
  let told = false;
  while (!(await tryLock(folder))) {
    if (!told) options.onWait?.((await readOwner(folder))?.pid ?? 0);
    told = true;
    await sleep(POLL_MS, undefined, { signal: options.signal });
  }
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
  const mine = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const owner = await readOwner(folder);
  if (owner?.alive) return false;
  try {
    // Whoever finds a dead lock takes it away under a name of its own; if it was a new one after all, it goes back.
    if (owner) {
      await rename(file, mine);
      if ((await readFile(mine, 'utf8')) !== owner.text) await link(mine, file).catch(() => {});
      await rm(mine, { force: true });
    }
    // Linking a written file makes the lock appear whole, and fails where there is one.
    await writeFile(mine, `${process.pid} ${Date.now()}\n`);
    await link(mine, file);
    return true;
  } catch {
    return false;
  } finally {
    await rm(mine, { force: true });
  }
}

async function readOwner(folder: string): Promise<{ pid: number; text: string; alive: boolean } | null> {
  const file = join(folder, LOCK_FILE);
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const pid = Number.parseInt(text, 10);
    return { pid, text, alive: isAlive(pid) && Date.now() - mtimeMs < SILENT_FOR_MS };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
