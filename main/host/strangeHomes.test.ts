import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHost } from './createHost.ts';
import { defaultScript, spawner, wasmOnly } from './testing/studio.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-homes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const open = (home: string) =>
  createHost({ home, resources: folder, shell: 'cli', spawnWorker: spawner(defaultScript(), []), engine: wasmOnly });
const codeOf = (home: string): string => {
  try {
    open(home);
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
  return 'none';
};

test('a home that cannot be one is told by a code', () => {
  writeFileSync(at('file'), 'mine');
  mkdirSync(at('lock/owner.lock'), { recursive: true });
  mkdirSync(at('database/kindling.db'), { recursive: true });
  writeFileSync(at('garbage.lock'), '');
  for (const home of [at('file'), at('file/inside'), at('x'.repeat(300)), at('lock'), at('database')])
    expect([home.slice(0, 80), codeOf(home)]).toEqual([home.slice(0, 80), 'write_failed']);
});

test.skipIf(process.platform === 'win32')('a link that leads nowhere, a link in a circle', () => {
  symlinkSync(at('circle'), at('circle'));
  expect(codeOf(at('circle'))).toBe('write_failed');
});

// Nothing is read-only for the superuser.
test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a home that is read-only', async () => {
  await open(at('home')).close();
  chmodSync(at('home'), 0o500);
  expect(codeOf(at('home'))).toBe('write_failed');
  chmodSync(at('home'), 0o700);
});
