import './gradients.ts';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { registerKernels } from './recordingBackend.ts';

const require = createRequire(import.meta.url);
const PACKAGE = '@tensorflow/tfjs-node-gpu';

/**
 * Registers tfjs-node's backend on a binding that lies in the engines folder. The package's own entry would look for the
 * binding beside itself; its backend class and kernels are used without that entry.
 *
 * @param binding path of the Node add-on
 * @returns TensorFlow's version, as the library itself reports it
 */
export async function loadTensorflowBackend(binding: string): Promise<string> {
  // TensorFlow's notes about CPU features would fill stderr at every start; errors stay.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
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
