import { randomUUID } from 'node:crypto';
import { constants, copyFile, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * A lock between processes is a file with its owner's process id, touched every few seconds: one whose process is gone, or which has been
 * silent for a minute (the id may have been given away again), counts no more. Plain JavaScript, as the set-up of a fresh clone runs it.
 */

const HEARTBEAT_MS = 5_000;
const SILENT_FOR_MS = 60_000;

/**
 * Whether a process is there, be it somebody else's.
 *
 * @param {number} pid
 */
export function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Does work while no other process has the lock; waits until that is so.
 *
 * @template Result
 * @param {string} file in a folder that is there
 * @param {{ pollMs: number, signal?: AbortSignal, onWait?: () => void }} options `onWait` is called once, if there is somebody to wait for
 * @param {() => Result | Promise<Result>} work
 * @returns {Promise<Result>}
 * @throws AbortError when the signal fires while it waits
 */
export async function withPidLock(file, { pollMs, signal, onWait }, work) {
  for (let isFirst = true; !(await takeLock(file)); isFirst = false) {
    if (isFirst) onWait?.();
    await sleep(pollMs, undefined, signal ? { signal } : {});
  }
  return await whileLocked(file, work);
}

/**
 * Does work if no other process has the lock; otherwise nothing.
 *
 * @param {string} file
 * @param {() => void | Promise<void>} work
 */
export async function ifUnlocked(file, work) {
  if (await takeLock(file)) await whileLocked(file, work);
}

/**
 * @template Result
 * @param {string} file
 * @param {() => Result | Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function whileLocked(file, work) {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

/** @param {string} file */
async function takeLock(file) {
  const owner = await readOwner(file);
  if (owner?.alive) return false;
  if (owner) await removeDead(file, owner.text);
  try {
    await writeFile(file, `${process.pid} ${randomUUID()}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Takes a dead lock away under a name of its own. If another process put a new one there in the meantime, that goes back.
 *
 * @param {string} file
 * @param {string} text what the dead one says
 */
async function removeDead(file, text) {
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

/**
 * @param {string} file
 * @returns {Promise<{ text: string, alive: boolean } | null>}
 */
async function readOwner(file) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    // An empty one is being written.
    const alive = (text === '' || isAlive(Number.parseInt(text, 10))) && Date.now() - mtimeMs < SILENT_FOR_MS;
    return { text, alive };
  } catch {
    return null;
  }
}
