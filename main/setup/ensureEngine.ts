import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { enginesFolder } from '../engine/installed/folders.ts';
import { RememberedFailure } from './rememberedFailure.ts';
import { say } from './report.mjs';

const installer = join(import.meta.dirname, 'installEngine.ts');

/**
 * Sees to it that the native engine is there before something is computed from a clone. Calling the command is the consent; one
 * attempt is made, and a failure is remembered for a day. Whatever comes of it, the work can go on: WASM computes the same more slowly.
 */
export function ensureEngine({ retry = false } = {}): void {
  if (['onnxruntime', 'wasm', 'webgpu'].includes(process.env.KINDLING_ENGINE ?? '')) return;
  const failure = new RememberedFailure(join(enginesFolder(), 'install-failed'));
  if (!retry && failure.isFresh()) {
    say(`computing with WASM: the native engine could not be installed (delete ${failure.file} to try again)`);
    return;
  }
  const { status, signal } = spawnSync(process.execPath, [installer, '--if-missing'], { stdio: ['ignore', 2, 2] });
  if (status === 0) failure.forget();
  // Ctrl-C is no failure to remember.
  else if (signal === null) failure.remember(`exit code ${status}`);
  if (status !== 0)
    say('the native engine could not be installed; going on with WASM, which computes the same more slowly');
}

if (process.argv[1] === import.meta.filename) ensureEngine();
