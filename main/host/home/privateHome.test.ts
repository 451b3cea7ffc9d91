import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { homePaths } from '../services/paths.ts';
import { openStudio } from '../testing/studio.ts';
import { makePrivate, setPrivateUmask, shareAsUsual } from './privateHome.ts';

let folder: string;
let umask: number;
beforeEach(() => {
  umask = process.umask(0o022);
  folder = mkdtempSync(join(tmpdir(), 'kindling-private-'));
});
afterEach(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true, force: true });
});

/** What others can open below a folder, as relative paths. */
function openTo(root: string): string[] {
  return ['', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]
    .map((name) => join(root, name))
    .filter((path) => !lstatSync(path).isSymbolicLink() && (lstatSync(path).mode & 0o077) !== 0)
    .map((path) => relative(root, path) || '.');
}

describe.skipIf(process.platform === 'win32')('a home', () => {
  test('with all that a studio makes in it is for its owner alone', async () => {
    const studio = await openStudio();
    try {
      const dataset = await studio.importText();
      await studio.startRun(dataset.id, { budget: { kind: 'steps', steps: 2 } });
      expect(openTo(studio.host.home)).toEqual([]);
      expect(readdirSync(studio.host.home)).toContain('kindling.db');
    } finally {
      await studio.close();
    }
  });

  /** As an earlier Kindling left it. */
  function earlierHome(mode = 0o755): string {
    const home = join(folder, 'home');
    mkdirSync(join(home, 'runs', 'a', 'checkpoint-5'), { recursive: true });
    mkdirSync(join(home, 'datasets', 'b'), { recursive: true });
    for (const path of [
      'kindling.db',
      'kindling.db-wal',
      'owner.lock',
      'datasets/b/v1.db',
      'runs/a/checkpoint-5/w.bin',
    ])
      writeFileSync(join(home, path), 'x');
    chmodSync(home, mode);
    return home;
  }

  test.each([0o755, 0o700])('of mode %o that an earlier Kindling made is closed at the next start', (mode) => {
    const home = earlierHome(mode);
    expect(openTo(home).length).toBeGreaterThan(5);
    expect(makePrivate(homePaths(home))).toBeNull();
    expect(openTo(home)).toEqual([]);
    expect(lstatSync(join(home, 'kindling.db')).mode & 0o777, 'its owner keeps what they had').toBe(0o600);
  });

  test('keeps what else lies in it, and what links lead to, as it is', () => {
    const home = earlierHome();
    const outside = join(folder, 'outside.txt');
    for (const path of [outside, join(home, 'letter.txt')]) writeFileSync(path, 'x');
    symlinkSync(outside, join(home, 'runs', 'link'));
    makePrivate(homePaths(home));
    expect(openTo(home)).toEqual(['letter.txt']);
    expect(lstatSync(outside).mode & 0o777).toBe(0o644);
  });

  test('that everybody uses is not closed, and that is said', () => {
    const home = earlierHome();
    chmodSync(home, 0o1777);
    expect(makePrivate(homePaths(home))).toMatchObject({ path: home });
    expect(lstatSync(home).mode & 0o7777).toBe(0o1777);
    expect(openTo(home)).toEqual(['.']);
  });
});

test.skipIf(process.platform === 'win32')(
  'what is exported to a place of the user’s has the rights of their other files',
  () => {
    setPrivateUmask();
    const out = join(folder, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'config.json'), '{}');
    expect(openTo(out)).toEqual([]);
    shareAsUsual(out);
    expect(lstatSync(out).mode & 0o777).toBe(0o755);
    expect(lstatSync(join(out, 'config.json')).mode & 0o777).toBe(0o644);
  },
);
