import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { enginesFolder } from '../engine/installed/folders.ts';
import { tieTo } from './childProcess.mjs';
import { RememberedFailure } from './rememberedFailure.ts';
import { say } from './report.mjs';

const installer = join(import.meta.dirname, 'installEngine.ts');

/**
 * Sees to it that TensorFlow is there before something is computed with it from a clone. Calling the command is the consent; one
 * attempt is made, and a failure is remembered for a day. Whatever comes of it, the work can go on: ONNX Runtime computes the same.
 */
export async function ensureEngine({ retry = false } = {}): Promise<void> {
  if (['onnxruntime', 'wasm', 'webgpu'].includes(process.env.KINDLING_ENGINE ?? '')) return;
  const failure = new RememberedFailure(join(enginesFolder(), 'install-failed'));
  if (!retry && failure.isFresh()) {
    say(`going on without TensorFlow, which could not be installed (delete ${failure.file} to try again)`);
    return;
  }
  const child = spawn(process.execPath, [installer, '--if-missing'], { stdio: ['ignore', 2, 2] });
  tieTo(child);
  const { status, signal } = await new Promise<{ status: number | null; signal: string | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal }));
  });
  if (status === 0) failure.forget();
  // Ctrl-C is no failure to remember.
  else if (signal === null) failure.remember(`exit code ${status}`);
  if (status !== 0) say('TensorFlow could not be installed; going on without it');
}

if (process.argv[1] === import.meta.filename) await ensureEngine();
