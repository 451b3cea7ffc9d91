import * as tf from '@tensorflow/tfjs-core';

/** A linear layer as PyTorch keeps it: [N, in] × [out, in] → [N, out] */
export const linear = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor => tf.matMul(x, weight, false, true);
