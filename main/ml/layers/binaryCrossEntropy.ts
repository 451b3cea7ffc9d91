import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './gradient.ts';

/** Weight · mean over the labels of −y·log σ(z) − (1 − y)·log(1 − σ(z)), without overflow: [N, L], [N, L], [N] → [N] */
export function binaryLosses(logits: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor): tf.Tensor1D {
  const z = logits;
  const smaller = tf.minimum(z, tf.neg(z));
  const losses = tf.add(tf.sub(tf.maximum(z, 0), tf.mul(z, targets)), tf.log(tf.add(tf.exp(smaller), 1)));
  return tf.mul(weights, tf.mean(losses, -1)) as tf.Tensor1D;
}

/**
 * PyTorch's `BCEWithLogitsLoss`, whose mean is over texts and labels: with weights that sum to 1 this is it. Labels do not exclude one another.
 * [N, L], [N, L] of 0 and 1, [N] → scalar
 */
export function binaryCrossEntropy(logits: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  const labels = logits.shape.at(-1) as number;
  return withGradient(
    [logits],
    ([z], save) => {
      save([tf.sub(tf.sigmoid(z as tf.Tensor), targets)]);
      return tf.sum(binaryLosses(z as tf.Tensor, targets, weights));
    },
    (dy, [slope]) => [tf.mul(slope as tf.Tensor, tf.expandDims(tf.div(tf.mul(weights, dy), labels), 1))],
  ) as tf.Scalar;
}
