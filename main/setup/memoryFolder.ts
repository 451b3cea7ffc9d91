import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** More than all that tests at once have on a disk, several times over. */
const ROOM_BYTES = 4 * 2 ** 30;

/**
 * A temporary folder in memory, where Linux has room for one: homes of studios are made, written and thrown away hundreds of times, and each
 * write waits for the disk (measured: a studio that trains a run takes 110 ms there instead of 360 ms). It goes with this process.
 */
export function memoryFolder(): Record<string, string> {
  if (process.platform !== 'linux' || !existsSync(MEMORY)) return {};
  if (!runsPrograms(readFileSync('/proc/self/mounts', 'utf8'))) return {};
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < ROOM_BYTES || freemem() < 2 * ROOM_BYTES) return {};
  const TMPDIR = mkdtempSync(join(MEMORY, 'kindling-tests-'));
  process.once('exit', () => rmSync(TMPDIR, { recursive: true, force: true }));
  return { TMPDIR };
}

/** Whether programs that lie there can be started, as some tests do: containers often say that none may. @param mounts as Linux lists them */
export function runsPrograms(mounts: string): boolean {
  // What was mounted last lies on top.
  const mount = mounts.split('\n').findLast((line) => line.split(' ')[1] === MEMORY);
  return mount !== undefined && !mount.split(' ')[3]?.split(',').includes('noexec');
}
