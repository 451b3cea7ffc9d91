import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WEIGHTS_FILE } from '../../formats/huggingface/modelFiles.ts';
import type { OpenModel } from '../../tasks/task.ts';
import { ModelCache } from './modelCache.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kindling-model-cache-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function folderOf(name: string, bytes: number): string {
  const folder = join(home, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, WEIGHTS_FILE), new Uint8Array(bytes));
  return folder;
}

/** Opens nothing, and tells what was opened and given up. */
function cacheOf(bytes: number) {
  const log: string[] = [];
  const cache = new ModelCache(async (_task, folder) => {
    const name = folder.split(/[\\/]/).at(-1) as string;
    log.push(`open ${name}`);
    return { dispose: () => log.push(`close ${name}`) } as unknown as OpenModel;
  }, bytes);
  const use = async (folder: string, during: () => Promise<void> = async () => {}) => {
    for await (const _ of cache.stream(folder, 'text-generation', async function* () {
      await during();
      yield 1;
    }));
  };
  return { log, use };
}

test('models stay as long as there is room, and the one used longest ago goes first', async () => {
  const { log, use } = cacheOf(500);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => folderOf(name, 100)) as [string, string, string];
  for (const folder of [a, b, a, b, a]) await use(folder);
  expect(log).toEqual(['open a', 'open b']);
  await use(c);
  expect(log.slice(2)).toEqual(['open c', 'close b']);
  await use(a);
  expect(log).toHaveLength(4);
});

test('one in use is never given up, and goes when it no longer is', async () => {
  const { log, use } = cacheOf(250);
  const [a, b] = [folderOf('a', 100), folderOf('b', 100)];
  await use(a, async () => {
    await use(b);
    expect(log).toEqual(['open a', 'open b', 'close b']);
    await use(a);
  });
  await use(b);
  expect(log.slice(3)).toEqual(['open b', 'close a']);
});

test('weights that have changed are read again; who has the old ones keeps them until the end', async () => {
  const { log, use } = cacheOf(10_000);
  const a = folderOf('a', 100);
  await use(a, async () => {
    folderOf('a', 120);
    utimesSync(join(a, WEIGHTS_FILE), 5, 5);
    await use(a);
    expect(log).toEqual(['open a', 'open a']);
  });
  expect(log).toEqual(['open a', 'open a', 'close a']);
  await use(a);
  expect(log).toHaveLength(3);
});

test('one that could not be opened is tried again', async () => {
  let fails = true;
  const cache = new ModelCache(async () => {
    if (fails) throw new Error('broken');
    return { dispose() {} } as unknown as OpenModel;
  }, 100);
  const a = folderOf('a', 10);
  const use = async () => {
    for await (const _ of cache.stream(a, 'text-generation', async function* () {
      yield 1;
    }));
  };
  await expect(use()).rejects.toThrow('broken');
  fails = false;
  await use();
});
