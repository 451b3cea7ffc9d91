import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPidLock } from '../files/pidLock.mjs';
import { say } from './report.mjs';

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
  const onWait = () => say('waiting for another set-up of this folder to finish');
  await withPidLock(file, { pollMs: WAIT_MS, onWait }, work);
}
