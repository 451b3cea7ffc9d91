import { describe, expect, it } from 'vitest';
import { memoryGroups } from './controlGroup.ts';
import { parseOomKills, readOomKills } from './oomEvidence.ts';

/** A file system of a few files. */
const files = (contents: Record<string, string>) => (file: string) => {
  const text = contents[file];
  if (text === undefined) throw new Error(`ENOENT: ${file}`);
  return text;
};

const HYBRID = '9:name=systemd:/\n4:memory:/jobs/a\n3:cpuset:/\n0::/elsewhere\n';

describe('the groups that account for memory', () => {
  it('version 2: from the own group up to the root', () => {
    expect(memoryGroups('0::/user.slice/app.scope\n')).toEqual([
      { version: 2, folder: '/sys/fs/cgroup/user.slice/app.scope' },
      { version: 2, folder: '/sys/fs/cgroup/user.slice' },
      { version: 2, folder: '/sys/fs/cgroup' },
    ]);
  });

  it('version 1, even where version 2 is there as well, and a controller that shares its hierarchy', () => {
    expect(memoryGroups(HYBRID).map(({ version, folder }) => `${version} ${folder}`)).toEqual([
      '1 /sys/fs/cgroup/memory/jobs/a',
      '1 /sys/fs/cgroup/memory/jobs',
      '1 /sys/fs/cgroup/memory',
    ]);
    expect(memoryGroups('5:cpu,memory:/\n')).toEqual([{ version: 1, folder: '/sys/fs/cgroup/memory' }]);
  });

  it('none without control groups; never outside of their folder', () => {
    expect(memoryGroups('')).toEqual([]);
    expect(memoryGroups('0::/../../etc\n')[0]?.folder).toBe('/sys/fs/cgroup/etc');
  });
});

describe('kills for want of memory', () => {
  it('are read from both versions’ files', () => {
    expect(parseOomKills('low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n')).toBe(2);
    expect(parseOomKills('oom_kill_disable 0\nunder_oom 0\noom_kill 5\n')).toBe(5);
    // Kernels before 4.13.
    expect(parseOomKills('oom_kill_disable 0\nunder_oom 0\n')).toBeNull();
    expect(parseOomKills('')).toBeNull();
  });

  it('are those of the own group', () => {
    const read = files({
      '/proc/self/cgroup': '0::/a/b\n',
      '/sys/fs/cgroup/a/b/memory.events': 'oom_kill 1\n',
      '/sys/fs/cgroup/a/memory.events': 'oom_kill 7\n',
    });
    expect(readOomKills(read)).toBe(1);
  });

  it('are those of the nearest group that can be seen, as in a container', () => {
    const read = files({
      '/proc/self/cgroup': HYBRID,
      '/sys/fs/cgroup/memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 4\n',
    });
    expect(readOomKills(read)).toBe(4);
  });

  it('are not known where nothing counts them', () => {
    expect(readOomKills(files({}))).toBeNull();
    // The root of version 2 has no such file.
    expect(readOomKills(files({ '/proc/self/cgroup': '0::/\n' }))).toBeNull();
  });

  it('are known or not, but never an error, on this machine', () => {
    const kills = readOomKills();
    expect(kills === null || Number.isInteger(kills)).toBe(true);
  });
});
