import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { promisify } from 'node:util';
import { type ControlGroup, memoryGroups } from './controlGroup.ts';

type ReadFile = (file: string) => string;

/**
 * Bytes that programs could still get, without anything being swapped out. What the system calls free is less: memory that only holds
 * copies of files is given up when it is needed.
 */
export async function availableMemory(): Promise<number> {
  if (process.platform === 'darwin') return (await availableOnMac()) ?? process.availableMemory();
  if (process.platform !== 'linux') return process.availableMemory();
  return availableOnLinux((file) => readFileSync(file, 'utf8')) ?? process.availableMemory();
}

/**
 * What the system has, or what a control group around this process leaves, whichever is less. Node's own figure takes a group's copies of
 * files for memory that is gone: after the import of a large table there would seem to be none left.
 */
export function availableOnLinux(read: ReadFile): number | null {
  const tryRead = (file: string) => {
    try {
      return read(file);
    } catch {
      return '';
    }
  };
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(tryRead('/proc/meminfo'))?.[1];
  const left = memoryGroups(tryRead('/proc/self/cgroup')).map((group) => leftInGroup(group, tryRead));
  const known = [kilobytes === undefined ? null : Number(kilobytes) * 1024, ...left].filter((bytes) => bytes !== null);
  return known.length === 0 ? null : Math.max(0, Math.min(...known));
}

const GROUP_FILES = {
  1: { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes', files: 'total_inactive_file' },
  2: { limit: 'memory.max', usage: 'memory.current', files: 'inactive_file' },
};

/** `null` where the group sets no limit, or cannot be seen. */
function leftInGroup({ version, folder }: ControlGroup, read: ReadFile): number | null {
  const names = GROUP_FILES[version];
  const [limit, usage] = [names.limit, names.usage].map((name) => read(join(folder, name)).trim());
  // Without a limit it says `max`, or a number that is larger than any memory.
  if (!limit || !usage || limit === 'max') return null;
  const files = new RegExp(`^${names.files} (\\d+)$`, 'm').exec(read(join(folder, 'memory.stat')))?.[1] ?? '0';
  return Number(limit) - Number(usage) + Number(files);
}

async function availableOnMac(): Promise<number | null> {
  try {
    return parseVmStat((await promisify(execFile)('/usr/bin/vm_stat')).stdout);
  } catch {
    return null;
  }
}

/** What `vm_stat` counts as free, as read ahead and as not used lately, in bytes: the same as Activity Monitor leaves out of “used”. */
export function parseVmStat(text: string): number | null {
  const pageSize = Number(/page size of (\d+) bytes/.exec(text)?.[1]);
  const pages = ['free', 'inactive', 'speculative'].map((kind) =>
    Number(new RegExp(`^Pages ${kind}:\\s+(\\d+)\\.`, 'm').exec(text)?.[1]),
  );
  const bytes = pageSize * pages.reduce((sum, count) => sum + count, 0);
  return Number.isFinite(bytes) ? bytes : null;
}
