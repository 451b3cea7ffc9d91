import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atExit } from '../bench/processes.ts';
import { Skipped } from './findings.ts';
import { withFolder } from './temporary.ts';

/** A small disk in memory. */
export interface SmallDisk {
  folder: string;
  freeBytes(): number;
  /** Takes all room but this much. */
  fill(leave: number): void;
  makeRoom(): void;
  /** Removes all there is. */
  empty(): void;
}

/** @throws Skipped with the reason where none can be mounted */
export function withSmallDisk(megabytes: number, work: (disk: SmallDisk) => Promise<void>): Promise<void> {
  if (process.platform !== 'linux') throw new Skipped('a small disk is a tmpfs, which is for Linux');
  if (process.getuid?.() !== 0) throw new Skipped('only root can mount a tmpfs');
  return withFolder('disk', async (outside) => {
    const folder = join(outside, 'disk');
    mkdirSync(folder);
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
    if (status !== 0) throw new Skipped(`a tmpfs cannot be mounted: ${String(stderr).trim()}`);
    // Lazily: whatever a killed process has left open.
    const unmount = () => spawnSync('umount', ['-l', folder]);
    const ending = atExit(unmount);
    try {
      await work(smallDisk(folder));
    } finally {
      unmount();
      ending.callOff();
    }
  });
}

function smallDisk(folder: string): SmallDisk {
  const filler = join(folder, 'filler');
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    freeBytes,
    fill: (leave) => {
      // Others write meanwhile; what is left over in the end is less than a page.
      for (let round = 0; freeBytes() > leave && round < 1000; round++) {
        try {
          writeFileSync(filler, Buffer.alloc(Math.min(1 << 20, freeBytes() - leave)), { flag: 'a' });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    },
    makeRoom: () => rmSync(filler, { force: true }),
    empty: () => {
      for (const name of readdirSync(folder))
        rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
