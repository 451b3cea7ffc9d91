import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enginesFolder } from '../engine/folders.ts';
import { say } from './report.mjs';

const DAY_MS = 24 * 60 * 60 * 1000;
const installer = join(dirname(fileURLToPath(import.meta.url)), 'installEngine.ts');

/**
 * Sees to it that the native engine is there before something is computed from a clone. Calling the command is the consent; one
 * attempt is made, and a failure is remembered for a day so that an offline machine does not wait at every command.
 *
 * @returns false when WASM has to do
 */
export function ensureEngine({ retry = false } = {}): boolean {
  if (process.env.KINDLING_ENGINE === 'wasm') return false;
  const failure = join(enginesFolder(), 'install-failed');
  const failedAt = statSync(failure, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!retry && Date.now() - failedAt < DAY_MS) {
    say(`computing with WASM: the native engine could not be installed (delete ${failure} to try again)`);
    return false;
  }
  if (!existsSync(installer)) return false;
  const { status } = spawnSync(process.execPath, [installer, '--if-missing'], { stdio: ['ignore', 2, 2] });
  if (status === 0) {
    rmSync(failure, { force: true });
    return true;
  }
  mkdirSync(dirname(failure), { recursive: true });
  writeFileSync(failure, '');
  say('the native engine could not be installed; going on with WASM, which computes the same more slowly');
  return false;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureEngine();
