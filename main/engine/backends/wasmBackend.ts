import './gradients.ts';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerCrossEntropyKernel } from './crossEntropyKernel.ts';
import { registerStatelessUniformKernel } from './statelessUniformKernel.ts';
import './wasmKernels.ts';

/** Makes the WASM backend the current one: one thread, SIMD where the CPU has it. Returns its version. */
export async function loadWasmBackend(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  // In a package the binaries lie beside the archive: fetch-like readers cannot look into it.
  const folder = dirname(entry).replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
  setWasmPaths(join(folder, sep));
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  registerCrossEntropyKernel('wasm');
  registerStatelessUniformKernel('wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs refused the WASM backend');
  await tf.ready();
  return version_wasm;
}
