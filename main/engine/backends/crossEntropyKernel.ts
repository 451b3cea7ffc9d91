import * as tf from '@tensorflow/tfjs-core';
import { SPARSE_SOFTMAX_CROSS_ENTROPY } from '../../ml/layers/operations.ts';

/**
 * `SparseSoftmaxCrossEntropy` out of tfjs's own operations, for backends that have no such kernel. Call it once for each.
 */
export function registerCrossEntropyKernel(backendName: string): void {
  tf.registerKernel({
    kernelName: SPARSE_SOFTMAX_CROSS_ENTROPY,
    backendName,
    kernelFunc: ({ inputs }) => crossEntropyOf(inputs.logits as tf.Tensor2D, inputs.labels as tf.Tensor1D),
  });
}

function crossEntropyOf(logits: tf.Tensor2D, labels: tf.Tensor1D): [tf.Tensor, tf.Tensor] {
  const [N, V] = logits.shape;
  return tf.tidy(() => {
    // Picking and scattering N values is several passes over N·V cheaper than a one-hot matrix.
    const places = tf.stack([tf.range(0, N, 1, 'int32'), labels], 1); // N 2
    const shifted = tf.sub(logits, tf.max(logits, -1, true)); // N V
    const exponentials = tf.exp(shifted);
    const total = tf.sum(exponentials, -1, true); // N 1
    const loss = tf.sub(tf.log(tf.reshape(total, [N])), tf.gatherND(shifted, places)); // N
    const gradient = tf.add(tf.div(exponentials, total), tf.scatterND(places, tf.fill([N], -1), [N, V])); // N V
    return [loss, gradient] as [tf.Tensor, tf.Tensor];
  });
}
