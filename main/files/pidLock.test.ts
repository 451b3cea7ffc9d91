import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ifUnlocked, isAlive, withPidLock } from './pidLock.mjs';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-lock-'));
  file = join(folder, 'some.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Higher than any system gives. */
const NOBODY = 2 ** 30;

test('a process is there or not', () => {
  expect([process.pid, process.ppid].map(isAlive)).toEqual([true, true]);
  expect([NOBODY, 0, -1, Number.NaN].map(isAlive)).toEqual([false, false, false, false]);
});

test('one at a time has the lock, and it goes with the work, done or failed', async () => {
  let [inside, most] = [0, 0];
  const onWait = vi.fn();
  const work = async () => {
    most = Math.max(most, ++inside);
    expect(Number.parseInt(readFileSync(file, 'utf8'), 10)).toBe(process.pid);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
    return most;
  };
  const all = [1, 2, 3, 4].map(() => withPidLock(file, { pollMs: 1, onWait }, work));
  expect(await Promise.all(all)).toEqual([1, 1, 1, 1]);
  expect(onWait).toHaveBeenCalledTimes(3);
  await expect(
    withPidLock(file, { pollMs: 1 }, () => {
      throw new Error('failed');
    }),
  ).rejects.toThrow('failed');
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['of a process that has gone', `${NOBODY} x\n`, 0],
  ['of nobody', 'rubbish', 0],
  ['that has been silent for long', `${process.pid} x\n`, 120_000],
  ['that nobody finished writing, long ago', '', 120_000],
])('a lock %s counts no more', async (_what, text, ageMs) => {
  writeFileSync(file, text);
  const time = new Date(Date.now() - ageMs);
  utimesSync(file, time, time);
  expect(await withPidLock(file, { pollMs: 1 }, () => 'done')).toBe('done');
});

test.each([
  ['of a process that is there', `${process.pid} x\n`],
  ['that is just being written', ''],
])('a lock %s is waited for, until that is no longer wanted', async (_what, text) => {
  writeFileSync(file, text);
  const controller = new AbortController();
  const work = vi.fn();
  const onWait = () => controller.abort();
  await expect(withPidLock(file, { pollMs: 1, signal: controller.signal, onWait }, work)).rejects.toThrow('abort');
  await ifUnlocked(file, work);
  expect(work).not.toHaveBeenCalled();
  rmSync(file);
  await ifUnlocked(file, work);
  expect(work).toHaveBeenCalledOnce();
  expect(existsSync(file)).toBe(false);
});
