import * as tf from '@tensorflow/tfjs-core';
import type { ProbeResult } from './probe.ts';
import { loadTensorflowBackend } from './tensorflowBackend.ts';

/** Entry of the probe process: loads the binding named on the command line and takes one small gradient with it. */
async function probe(binding: string): Promise<ProbeResult> {
  try {
    await loadTensorflowBackend(binding);
    const { isUsingGpuDevice } = tf.backend() as tf.KernelBackend & { isUsingGpuDevice: boolean };
    const [gradient] = tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.square(tf.matMul(a, b))))([
      tf.tensor2d([1, 2, 3, 4], [2, 2]),
      tf.tensor2d([1, 0, 0, 1], [2, 2]),
    ]);
    const values = Array.from(await (gradient as tf.Tensor).data());
    const expected = '2,4,6,8';
    if (values.join() === expected) return { works: true, device: isUsingGpuDevice ? 'cuda' : 'cpu' };
    return { works: false, failure: { code: 'wrong_result', got: values.join(), expected } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { works: false, failure: { code: 'error', message } };
  }
}

const result = await probe(process.argv[2] ?? '');
// Electron's utility processes answer through a port of their own; the shell ends them.
const { parentPort } = process as { parentPort?: { postMessage(message: unknown): void } };
if (parentPort) parentPort.postMessage(result);
else process.send?.(result, () => process.exit());
