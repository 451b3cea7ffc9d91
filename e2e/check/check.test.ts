import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takesLong } from '../../main/setup/leftOut.ts';
import { baseOf, changedSince, type Git, gitIn } from './changedFiles.ts';
import { chooseTests, relatedTests } from './relatedTests.ts';

const file = (path: string, ...targets: string[]) => ({
  path,
  imports: targets.map((target) => ({ target, loads: true })),
});

describe('related tests', () => {
  const sources = [
    file('e2e/layering.test.ts'),
    file('main/a.ts', 'main/b.ts'),
    file('main/a.test.ts', 'main/a.ts'),
    file('main/b.ts', 'main/c.ts', 'package.json'),
    file('main/b.test.ts', 'main/b.ts', 'zod'),
    file('main/c.ts', 'main/a.ts'),
    file('main/db/x.test.ts', 'main/db/x.ts'),
    file('main/db/x.ts'),
  ];
  test.each([
    [[], {}],
    [['main/b.test.ts'], { 'main/b.test.ts': 0 }],
    [['main/b.ts'], { 'main/b.test.ts': 1, 'main/a.test.ts': 2 }],
    [['main/gone.test.ts'], {}],
    [['main/gone.ts'], { 'main/a.test.ts': 1, 'main/b.test.ts': 1 }],
    [['package.json'], { 'main/b.test.ts': 2, 'main/a.test.ts': 3 }],
    [['main/db/migrations/0001.sql'], { 'main/db/x.test.ts': 1, 'main/a.test.ts': 1, 'main/b.test.ts': 1 }],
    [['README.md'], {}],
  ])('of %j', (changed, expected) =>
    expect(Object.fromEntries(relatedTests(sources, changed))).toEqual({ 'e2e/layering.test.ts': 0, ...expected }),
  );
});

test('the nearest and shortest tests that fit are chosen, and the others named', () => {
  const distances = new Map([
    ['far', 2],
    ['long', 0],
    ['short', 1],
    ['unknown', 1],
    ['near', 0],
  ]);
  const durations = new Map([
    ['far', 5],
    ['long', 100],
    ['short', 10],
    ['near', 20],
  ]);
  expect(chooseTests(distances, durations, { budgetMs: 50, unknownMs: 30 })).toEqual({
    chosen: ['near', 'short', 'far'],
    left: ['long', 'unknown'],
  });
});

describe('what has changed', () => {
  let folder: string;
  let git: Git;
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (message: string) => {
    git('add', '-A');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', 'commit', '-qm', message);
    return git('rev-parse', 'HEAD').trim();
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kindling-check-'));
    git = gitIn(folder);
    git('init', '-q', '-b', 'main');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is measured from where a branch left the main one', takesLong, () => {
    write('a.ts', '1');
    const first = commit('first');
    git('checkout', '-q', '-b', 'work');
    write('b é.ts', '1');
    commit('second');
    git('checkout', '-q', 'main');
    write('elsewhere.ts', '1');
    commit('of others');
    git('checkout', '-q', 'work');
    write('a.ts', '2');
    write('new/c.ts', '1');
    expect(baseOf(git)).toBe(first);
    expect(changedSince(git, first)).toEqual(['a.ts', 'b é.ts', 'new/c.ts']);
  });

  test('on the main branch is what is not committed, else the last commit', takesLong, () => {
    write('a.ts', '1');
    const first = commit('first');
    expect(baseOf(git), 'with one commit only').toBe(first);
    write('b.ts', '1');
    const second = commit('second');
    expect(baseOf(git)).toBe(first);
    rmSync(join(folder, 'a.ts'));
    expect(baseOf(git)).toBe(second);
    expect(changedSince(git, second)).toEqual(['a.ts']);
  });

  test('can be measured from any commit; one that there is not is told', () => {
    write('a.ts', '1');
    const first = commit('first');
    write('a.ts', '2');
    commit('second');
    expect(baseOf(git, first.slice(0, 8))).toBe(first);
    expect(() => baseOf(git, 'nowhere')).toThrow('“nowhere”');
    expect(() => baseOf(git, '--help')).toThrow('“--help”');
  });
});
