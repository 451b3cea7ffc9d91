import { z } from 'zod';
import { randomSeed } from './parameters.ts';

const STORAGE_KEY = 'kindling.seedLock';
/** With the lock, its seed: a lock on another seed would lock nothing. */
const SeedLock = z.object({ seed: z.number().int().min(0) });

/** The seed of the next text: a new one, unless it is locked. */
export const nextSeed = (locked: boolean, seed: number, random: () => number): number =>
  locked ? seed : randomSeed(random);

/** The seed that was locked in an earlier start; `null` where none was. */
export function lockedSeed(): number | null {
  try {
    return SeedLock.parse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '')).seed;
  } catch {
    return null;
  }
}

/** Keeps the lock between starts; `null` where there is none. */
export function keepLock(seed: number | null): void {
  try {
    if (seed === null) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, JSON.stringify({ seed }));
  } catch {
    // A browser that keeps nothing: the lock then lasts as long as the window.
  }
}
