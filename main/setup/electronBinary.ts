import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RememberedFailure } from './rememberedFailure.ts';
import { say } from './report.mjs';

const FETCH_TIME_LIMIT_MS = 20_000;

/** Electron's program, or why there is none. */
export type ElectronBinary = { path: string } | { missing: string };

/** Where the npm package keeps the program that it fetched; `null` before that. */
export function installedElectron(root: string): string | null {
  const folder = join(root, 'node_modules', 'electron');
  try {
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** Finds Electron's program or fetches it, within a short time: the studio can also open in a browser. */
export function findElectron(root: string): ElectronBinary {
  const installed = installedElectron(root);
  if (installed) return { path: installed };
  const failure = new RememberedFailure(join(root, 'node_modules', '.cache', 'kindling', 'electron-fetch-failed'));
  if (failure.isFresh()) return { missing: 'its program could not be fetched lately' };
  say('fetching Electron …');
  const script = join(root, 'node_modules', 'electron', 'install.js');
  const { error } = spawnSync(process.execPath, [script], {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: FETCH_TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const fetched = installedElectron(root);
  if (fetched) {
    failure.forget();
    return { path: fetched };
  }
  const slow = error && 'code' in error && error.code === 'ETIMEDOUT';
  const missing = slow
    ? `its program could not be fetched within ${FETCH_TIME_LIMIT_MS / 1000} s`
    : 'its program could not be fetched';
  failure.remember(missing);
  return { missing };
}
