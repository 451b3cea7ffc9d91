import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../shared/ipc/errors.ts';
import { removeWithFolder } from './removeWithFolder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-remove-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what the database does not forget keeps its folder', async () => {
  const removed = removeWithFolder(folder, () => {
    throw new AppError('write_failed', { path: 'kindling.db', problem: 'disk I/O error' });
  });
  await expect(removed).rejects.toMatchObject({ code: 'write_failed' });
  expect(existsSync(folder)).toBe(true);
});

test('on a full disk the folder makes the room that the database needs', async () => {
  let tries = 0;
  await removeWithFolder(folder, () => {
    tries++;
    if (existsSync(folder)) throw new AppError('disk_full', { path: 'kindling.db' });
  });
  expect(tries).toBe(2);
  expect(existsSync(folder)).toBe(false);
});
