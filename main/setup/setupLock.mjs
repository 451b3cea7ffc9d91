import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from './report.mjs';
import { readText } from './stamps.mjs';

const WAIT_MS = 200;

/**
 * Runs `work` while no other process installs or builds in this clone: two commands started at once on a fresh clone must not
 * both write node_modules.
 *
 * @param {string} root
 * @param {() => void | Promise<void>} work
 */
export async function withSetupLock(root, work) {
  const file = join(tmpdir(), `kindling-setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`);
  let announced = false;
  while (!take(file)) {
    if (!announced) say('waiting for another set-up of this folder to finish');
    announced = true;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const owner = Number(readText(file));
  // An empty file belongs to a process that is just writing its number.
  if (owner > 0 && !isRunning(owner)) rmSync(file, { force: true });
  return false;
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
