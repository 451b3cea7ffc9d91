import * as tf from '@tensorflow/tfjs-core';

/** A linear layer as PyTorch keeps it: [N, in] × [out, in] → [N, out] */
export const linear = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor => tf.matMul(x, weight, false, true);

/** The same with the weight as it is multiplied, and a bias: Hugging Face's `Conv1D`. [N, in] × [in, out] + [out] → [N, out] */
export const conv1d = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
  tf.add(tf.matMul(x, weight), bias);
