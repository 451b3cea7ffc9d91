import { totalmem } from 'node:os';
import { expect, it } from 'vitest';
import { availableMemory, availableOnLinux, parseVmStat } from './availableMemory.ts';

const GB = 2 ** 30;
const MEMINFO = `MemTotal:       24000000 kB\nMemFree:          500000 kB\nMemAvailable:   ${8 * 2 ** 20} kB\n`;

/** A file system of a few files. */
const files = (contents: Record<string, string>) => (file: string) => {
  const text = contents[file];
  if (text === undefined) throw new Error(`ENOENT: ${file}`);
  return text;
};

it('is what the system says where nothing limits it', () => {
  expect(availableOnLinux(files({ '/proc/meminfo': MEMINFO }))).toBe(8 * GB);
  const unlimited = { '/sys/fs/cgroup/a/memory.max': 'max\n', '/sys/fs/cgroup/a/memory.current': '1000\n' };
  const group = { '/proc/self/cgroup': '0::/a\n', ...unlimited };
  expect(availableOnLinux(files({ '/proc/meminfo': MEMINFO, ...group }))).toBe(8 * GB);
  expect(availableOnLinux(files({}))).toBeNull();
});

it('is what the narrowest control group leaves; copies of files do not count as used', () => {
  const read = files({
    '/proc/meminfo': MEMINFO,
    '/proc/self/cgroup': '0::/a/b\n',
    '/sys/fs/cgroup/a/b/memory.max': `${6 * GB}\n`,
    '/sys/fs/cgroup/a/b/memory.current': `${1 * GB}\n`,
    '/sys/fs/cgroup/a/memory.max': `${4 * GB}\n`,
    '/sys/fs/cgroup/a/memory.current': `${3 * GB}\n`,
    '/sys/fs/cgroup/a/memory.stat': `anon 1\nfile 2\nactive_file 4096\ninactive_file ${2 * GB}\n`,
  });
  expect(availableOnLinux(read)).toBe(3 * GB);
});

it('reads version 1 as well, whose unlimited is a very large number', () => {
  const folder = '/sys/fs/cgroup/memory';
  const read = (limit: string) =>
    files({
      '/proc/meminfo': MEMINFO,
      '/proc/self/cgroup': '4:memory:/docker/123\n0::/\n',
      [`${folder}/memory.limit_in_bytes`]: `${limit}\n`,
      [`${folder}/memory.usage_in_bytes`]: `${GB}\n`,
      [`${folder}/memory.stat`]: `inactive_file 7\ntotal_inactive_file ${GB / 2}\n`,
    });
  expect(availableOnLinux(read(String(2 * GB)))).toBe(1.5 * GB);
  expect(availableOnLinux(read('9223372036854771712'))).toBe(8 * GB);
});

it('is never less than nothing', () => {
  const read = files({
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/memory.max': '1000\n',
    '/sys/fs/cgroup/memory.current': '5000\n',
  });
  expect(availableOnLinux(read)).toBe(0);
});

it('reads a Mac’s own words', () => {
  const text = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            400000.
Pages inactive:                          300000.
Pages speculative:                         5000.
Pages wired down:                        150000.
`;
  expect(parseVmStat(text)).toBe(315_000 * 16_384);
  expect(parseVmStat('vm_stat: not found')).toBeNull();
});

it('is something between nothing and all on this machine', async () => {
  const bytes = await availableMemory();
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(totalmem());
});
