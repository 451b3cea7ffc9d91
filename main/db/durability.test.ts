import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fewOr, takesLong } from '../setup/leftOut.ts';
import { acquireHomeLock } from './homeLock.ts';
import { openDatabase } from './open.ts';

/** Processes that are killed or that race: what only other processes can show. */
let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-processes-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

const moduleUrl = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

function start(script: string): ChildProcess {
  // A file of its own: written again, it could be read by another child while it is empty.
  const file = join(folder, `script-${children.length}.mjs`);
  writeFileSync(file, script);
  const child = fork(file, [folder], { execArgv: ['--no-warnings'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(child);
  return child;
}

const LOCKER = `
  import { acquireHomeLock } from ${moduleUrl('./homeLock.ts')};
  try {
    acquireHomeLock(process.argv[2]);
    process.send({ owner: process.pid });
    setInterval(() => {}, 1000);
  } catch (error) {
    process.send({ code: error.code, pid: error.details?.pid }, () => process.exit());
  }`;

test('a home has one owner; the next one is told who', () => {
  const lock = acquireHomeLock(folder);
  expect(() => acquireHomeLock(folder)).toThrow(
    expect.objectContaining({ code: 'home_in_use', details: { home: folder, pid: String(process.pid) } }),
  );
  lock.release();
  acquireHomeLock(folder).release();
});

test('a process that has ended is not taken for the owner', () => {
  const lock = acquireHomeLock(folder);
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(folder, 'owner.pid'), `${pid}\n`);
  const start = performance.now();
  expect(() => acquireHomeLock(folder)).toThrow(expect.objectContaining({ code: 'home_in_use' }));
  // It was waited for whoever owns it now to say so.
  expect(performance.now() - start).toBeGreaterThan(900);
  lock.release();
});

test('of 12 processes at once exactly one owns the home, and its death frees it', takesLong, async () => {
  const starters = Array.from({ length: 12 }, () => start(LOCKER));
  const answers = await Promise.all(
    starters.map(
      async (child) => ((await once(child, 'message')) as [{ owner?: number; code?: string; pid?: string }])[0],
    ),
  );
  const owners = answers.flatMap(({ owner }) => owner ?? []);
  expect(owners).toHaveLength(1);
  const others = answers.filter(({ code }) => code === 'home_in_use');
  expect(others).toHaveLength(11);
  expect(others.every(({ pid }) => pid === String(owners[0]))).toBe(true);
  const owner = starters.find(({ pid }) => pid === owners[0]) as ChildProcess;
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  acquireHomeLock(folder).release();
});

const RIVAL = `
  import { acquireHomeLock } from ${moduleUrl('./homeLock.ts')};
  let lock;
  process.on('message', ({ at }) => {
    if (at === undefined) {
      lock?.release();
      lock = undefined;
      return process.send({ released: true });
    }
    while (Date.now() < at);
    try {
      lock = acquireHomeLock(process.argv[2]);
    } catch {}
    process.send({ owns: lock !== undefined });
  });
  process.send({ ready: true });`;

test('of two that start in the same millisecond one owns the home, each time', async () => {
  const rivals = [start(RIVAL), start(RIVAL)];
  const answers = () =>
    Promise.all(rivals.map(async (child) => ((await once(child, 'message')) as [{ owns?: boolean }])[0]));
  await answers();
  for (let round = 0; round < fewOr(4, 10); round++) {
    const [tried, at] = [answers(), Date.now() + 20];
    for (const child of rivals) child.send({ at });
    expect(
      (await tried).filter(({ owns }) => owns),
      `round ${round}`,
    ).toHaveLength(1);
    const released = answers();
    for (const child of rivals) child.send({});
    await released;
  }
});

const WRITER = `
  import { openDatabase } from ${moduleUrl('./open.ts')};
  import { join } from 'node:path';
  const database = openDatabase(join(process.argv[2], 'rows.db'));
  database.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, text TEXT)');
  const insert = database.prepare('INSERT INTO t (text) VALUES (?)');
  const write = () => {
    const { lastInsertRowid } = insert.run('x'.repeat(300));
    process.send(Number(lastInsertRowid), () => setImmediate(write));
  };
  write();`;

const KILLS = fewOr(4, 20);

test(`${KILLS} kills of a writer lose no acknowledged row`, async () => {
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const child = start(WRITER);
    const wanted = acknowledged + 1 + ((kill * 7) % 23);
    child.on('message', (row: number) => {
      acknowledged = Math.max(acknowledged, row);
      if (row >= wanted) child.kill('SIGKILL');
    });
    await once(child, 'close');
    expect(acknowledged).toBeGreaterThanOrEqual(wanted);
  }
  const database = openDatabase(join(folder, 'rows.db'));
  const rows = database.prepare<[], number>('SELECT count(*) FROM t').pluck().get() as number;
  expect(rows).toBeGreaterThanOrEqual(acknowledged);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
});
