import { join } from 'node:path/posix';

/*
 * Control groups (Linux) limit what processes may use; containers and services live in them. There are two versions, and some systems
 * have both at once: the memory controller is then that of version 1.
 * Source: https://docs.kernel.org/admin-guide/cgroup-v2.html and https://docs.kernel.org/admin-guide/cgroup-v1/memory.html
 */

export interface ControlGroup {
  version: 1 | 2;
  folder: string;
}

const ROOT = '/sys/fs/cgroup';

/**
 * The groups that account for a process's memory, innermost first. In a container the path is often that of the host, of which only the
 * root can be seen: folders that are not there have to be passed over.
 *
 * @param membership text of `/proc/self/cgroup`: lines `id:controllers:path`
 */
export function memoryGroups(membership: string): ControlGroup[] {
  const lines = membership.split('\n').map((line) => /^(\d+):([^:]*):(.*)$/.exec(line));
  const entries = lines.flatMap((match) => (match ? [{ controllers: match[2] ?? '', path: match[3] ?? '' }] : []));
  const first = entries.find(({ controllers }) => controllers.split(',').includes('memory'));
  if (first) return ancestors(first.path).map((path) => ({ version: 1, folder: join(ROOT, 'memory', path) }));
  const second = entries.find(({ controllers }) => controllers === '');
  return second ? ancestors(second.path).map((path) => ({ version: 2, folder: join(ROOT, path) })) : [];
}

/** `/a/b` → `a/b`, `a`, nothing */
function ancestors(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, dropped) => parts.slice(0, parts.length - dropped).join('/'));
}
