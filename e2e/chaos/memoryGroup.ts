import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryGroups } from '../../main/host/machine/controlGroup.ts';
import { atExit } from '../bench/processes.ts';
import { Skipped } from './findings.ts';

/** A control group whose processes may not use more memory than its limit, once it has one. */
export interface MemoryGroup {
  /** What a process in it starts later is in it, too. */
  take(pid: number): void;
  limit(bytes: number): void;
}

/** @throws Skipped with the reason where none can be made */
export async function withMemoryGroup(work: (group: MemoryGroup) => Promise<void>): Promise<void> {
  if (process.platform !== 'linux') throw new Skipped('memory is limited by control groups, which are for Linux');
  const { folder, limitFile } = makeGroup();
  const remove = () => {
    try {
      rmdirSync(folder);
    } catch {
      // A process in it has not quite ended; an empty group costs nothing.
    }
  };
  const ending = atExit(remove);
  try {
    await work({
      take: (pid) => writeFileSync(join(folder, 'cgroup.procs'), String(pid)),
      limit: (bytes) => writeFileSync(limitFile, String(bytes)),
    });
  } finally {
    remove();
    ending.callOff();
  }
}

function makeGroup(): { folder: string; limitFile: string } {
  const [group] = memoryGroups(readFileSync('/proc/self/cgroup', 'utf8')).filter(({ folder }) => existsSync(folder));
  if (!group) throw new Skipped('this system has no control groups');
  const folder = join(group.folder, `kindling-chaos-${process.pid}`);
  try {
    mkdirSync(folder);
  } catch (error) {
    throw new Skipped(`no control group can be made: ${(error as Error).message}`);
  }
  const limitFile = join(folder, group.version === 1 ? 'memory.limit_in_bytes' : 'memory.max');
  if (existsSync(limitFile)) return { folder, limitFile };
  rmdirSync(folder);
  throw new Skipped('control groups of control groups have no memory limit here');
}
