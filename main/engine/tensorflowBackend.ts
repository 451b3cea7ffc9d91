import './gradients.ts';
import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { registerTensorflowKernels } from './tensorflowKernels.ts';

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
  restoreRemovedNodeApis();
  const native = require(binding);
  const { NodeJSKernelBackend } = require(`${PACKAGE}/dist/nodejs_kernel_backend.js`);
  require(`${PACKAGE}/dist/register_all_kernels.js`);
  registerTensorflowKernels();
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(native, PACKAGE));
  if (!(await tf.setBackend('tensorflow'))) throw new Error('tfjs refused the TensorFlow backend');
  return native.TF_Version;
}

/** Node 23 removed two helpers that tfjs-node 4.22 still calls. */
function restoreRemovedNodeApis(): void {
  const removed = util as unknown as Record<string, unknown>;
  removed.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  removed.isArray = Array.isArray;
}
