import { readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { memoryGroups } from './controlGroup.ts';

/**
 * How many processes the kernel has killed for want of memory, as counted by the control group that this process and its workers are in,
 * or the nearest one around it that counts; `null` where nothing does (no Linux, no control groups). A worker that was killed has left no
 * word; a counter that has risen since it was started tells why. The group's own counter knows of every such kill in it, whoever's limit
 * was hit.
 */
export function readOomKills(read: (file: string) => string = (file) => readFileSync(file, 'utf8')): number | null {
  const tryRead = (file: string) => {
    try {
      return read(file);
    } catch {
      return '';
    }
  };
  for (const { version, folder } of memoryGroups(tryRead('/proc/self/cgroup'))) {
    const file = join(folder, version === 1 ? 'memory.oom_control' : 'memory.events');
    const kills = parseOomKills(tryRead(file));
    if (kills !== null) return kills;
  }
  return null;
}

/** The `oom_kill` line of `memory.events` (version 2) or `memory.oom_control` (version 1); older kernels have none. */
export function parseOomKills(text: string): number | null {
  const match = /^oom_kill (\d+)$/m.exec(text);
  return match ? Number(match[1]) : null;
}
