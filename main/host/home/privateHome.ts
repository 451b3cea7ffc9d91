import { chmodSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { HomePaths } from '../services/paths.ts';

/** Bits for the group and for others. */
const OTHERS = 0o077;
const PERMISSIONS = 0o777;

let umaskBefore: number | undefined;

/** Lets this process, and the ones that it starts, make files and folders that only their owner can open. */
export function setPrivateUmask(): void {
  const before = process.umask(OTHERS);
  umaskBefore ??= before;
}

/** What of a home others can still read, with the reason. */
export interface StillOpen {
  path: string;
  problem: string;
}

/** Files that Kindling puts into a home, beside its folders; the home may be a folder in which the user keeps other things, too. */
const OWN_FILE = /^(kindling\.db|owner\.|session\.json|keys\.json|studio\.sock)/;
const STICKY = 0o1000;

/**
 * Takes the rights of others away from a home and what Kindling keeps in it: from one that an earlier Kindling made, since what is made
 * now has none. Links are not followed. Looks through the whole home only where something in it is open.
 *
 * @returns the first thing that stays open, as on a disk that knows no rights; `null` where nothing does
 */
export function makePrivate({ home, ...paths }: HomePaths, platform = process.platform): StillOpen | null {
  // Windows keeps a user's folders from other users by itself.
  if (platform === 'win32') return null;
  const folder = realpathSync(home);
  const wasOpen = isOpen(folder);
  const stats = lstatSync(folder);
  // A folder of everybody's, or of somebody else's, is not ours to close.
  const isShared = (stats.mode & STICKY) !== 0 || stats.uid !== process.getuid?.();
  const closed = isShared && wasOpen ? { path: folder, problem: 'the folder is not this user’s own' } : tighten(folder);
  const own = readdirSync(folder)
    .filter((name) => OWN_FILE.test(name))
    .map((name) => join(folder, name));
  // An earlier Kindling made its files open, though the folder may have been closed.
  if (!wasOpen && !own.some(isOpen)) return closed;
  const { datasets, runs, models, bases, serving, exports, uploads, scratch } = paths;
  const inside = [...own, datasets, runs, models, bases, serving, exports, uploads, scratch].map(tightenAll);
  return closed ?? inside.find((problem) => problem !== null) ?? null;
}

const isOpen = (path: string): boolean => {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && (stats.mode & OTHERS) !== 0;
};

function tightenAll(path: string): StillOpen | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats || stats.isSymbolicLink()) return null;
  let first = tighten(path);
  if (!stats.isDirectory()) return first;
  try {
    for (const name of readdirSync(path)) {
      const inside = tightenAll(join(path, name));
      first ??= inside;
    }
  } catch (error) {
    first ??= { path, problem: error instanceof Error ? error.message : String(error) };
  }
  return first;
}

function tighten(path: string): StillOpen | null {
  try {
    const { mode } = lstatSync(path);
    if ((mode & OTHERS) === 0) return null;
    chmodSync(path, mode & PERMISSIONS & ~OTHERS);
    return isOpen(path) ? { path, problem: 'this disk keeps no permissions' } : null;
  } catch (error) {
    return { path, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Gives what was exported to a place of the user's choice the rights that files of theirs usually have. */
export function shareAsUsual(path: string): void {
  const others = OTHERS & ~(umaskBefore ?? OTHERS);
  if (process.platform === 'win32' || others === 0) return;
  try {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) return;
    // Write and search as for the owner, as far as the user's umask lets others have them.
    const owner = (stats.mode >> 6) & 7;
    chmodSync(path, (stats.mode & PERMISSIONS) | (((owner << 3) | owner) & others));
    if (stats.isDirectory()) for (const name of readdirSync(path)) shareAsUsual(join(path, name));
  } catch {
    // It is there, and its owner can open it.
  }
}
