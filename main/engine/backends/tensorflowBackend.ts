import './gradients.ts';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { compiledLoopsFolder } from '../installed/folders.ts';
import { compiledLoops } from './compiledLoops.ts';
import { registerKernels } from './recordingBackend.ts';

const require = createRequire(import.meta.url);
const PACKAGE = '@tensorflow/tfjs-node-gpu';

/**
 * Registers tfjs-node's backend on a binding that lies in the engines folder. The package's own entry would look for the
 * binding beside itself; its backend class and kernels are used without that entry.
 *
 * @param binding path of the Node add-on
 * @param cpuVersion of one for the CPU, as it was installed; else `null`
 * @returns TensorFlow's version, as the library itself reports it
 */
export async function loadTensorflowBackend(binding: string, cpuVersion: string | null = null): Promise<string> {
  const keepsLoops = cpuVersion !== null && keepLoops(cpuVersion);
  // TensorFlow's notes about CPU features would fill stderr at every start; errors stay, but where each loop that was kept is said to be one:
  // XLA misses two “features” of a processor, `prefer-no-gather` and `-scatter`, that only its own estimates of costs have.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= keepsLoops ? '3' : '2';
  const native = require(binding);
  const { NodeJSKernelBackend } = registerKernels();
  const before = tf.findBackend('tensorflow') as { binding?: object } | null;
  // Where tests load several engines into one process: one that only records.
  if (before && before.binding !== native) tf.removeBackend('tensorflow');
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(native, PACKAGE));
  if (!(await tf.setBackend('tensorflow'))) throw new Error('tfjs refused the TensorFlow backend');
  hastenCompilation(native.TF_Version);
  return native.TF_Version;
}

/**
 * XLA's older way to emit fused loops compiles a training step in 1.8 s instead of 2.3 s and makes loops that are as fast within 2 %
 * (measured). XLA reads the variable when it first compiles, and ends the process at a flag that it does not know: hence the version.
 */
function hastenCompilation(version: string): void {
  if (version === '2.21.0') process.env.XLA_FLAGS ??= '--xla_cpu_use_fusion_emitters=false';
}

/**
 * What XLA compiles for the processor is kept: half of the processor's time of a start (measured: 6.3 s, then 3.3 s for a run of two steps of
 * Nano), with the same numbers, bit by bit. TensorFlow reads the variable when it is loaded, and ends the process at a flag that it does
 * not know: hence the version.
 */
function keepLoops(version: string): boolean {
  if (version !== '2.21.0') return false;
  const given = process.env.TF_XLA_FLAGS ?? '';
  const folder = compiledLoops(compiledLoopsFolder(), version);
  // Whoever sets it knows better; a quotation mark would end the name.
  if (folder === null || folder.includes("'") || given.includes('tf_xla_persistent_cache')) return false;
  process.env.TF_XLA_FLAGS = `${given} --tf_xla_persistent_cache_directory='${folder}'`.trim();
  return true;
}
