import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** A disk that takes the first bytes of a file and then no more. */
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  writeFile: async (path: string, text: string) => {
    writeFileSync(path, text.slice(0, 10));
    throw Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write', path });
  },
}));
const { storeText } = await import('./files.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-paste-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a paste that there is no room for leaves nothing behind', async () => {
  await expect(storeText(folder, 'a text that is longer than that')).rejects.toMatchObject({ code: 'disk_full' });
  expect(existsSync(folder)).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});
