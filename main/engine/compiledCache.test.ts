import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepCompiled } from './compiledCache.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling compiled-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const folderOf = (environment: NodeJS.ProcessEnv) => /directory="([^"]+)"/.exec(environment.TF_XLA_FLAGS ?? '')?.[1];

test('names a folder beside the engine, in quotes', () => {
  const environment: NodeJS.ProcessEnv = {};
  keepCompiled(join(folder, 'engine.node'), environment);
  expect(folderOf(environment)?.startsWith(join(folder, 'compiled'))).toBe(true);
  expect(existsSync(folderOf(environment) ?? '')).toBe(true);
});

test('leaves flags alone that somebody has set', () => {
  const environment = { TF_XLA_FLAGS: '--tf_xla_auto_jit=2' };
  keepCompiled(join(folder, 'engine.node'), environment);
  expect(environment.TF_XLA_FLAGS).toBe('--tf_xla_auto_jit=2');
});

test('a folder that cannot be made is no obstacle', () => {
  writeFileSync(join(folder, 'compiled'), 'a file');
  const environment: NodeJS.ProcessEnv = {};
  keepCompiled(join(folder, 'engine.node'), environment);
  expect(environment.TF_XLA_FLAGS).toBeUndefined();
});
