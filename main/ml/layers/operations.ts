import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './gradient.ts';

/*
 * Pieces of a layer with hand-written gradients. tfjs would derive them too, from twice as many small operations, each of which
 * costs a call and a pass over memory. Shapes: N = B·T rows, D model width, F feed-forward width, V vocabulary.
 */

/** Root mean square norm (Zhang & Sennrich 2019): x · rsqrt(mean x² + ε) · weight. [N, D], [D] → [N, D] */
export function rmsNorm(input: tf.Tensor, weight: tf.Tensor, epsilon: number): tf.Tensor {
  const D = weight.size;
  return withGradient(
    [input, weight],
    ([x, w], save) => {
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(x as tf.Tensor), -1, true), epsilon)); // N 1
      const normal = tf.mul(x as tf.Tensor, scale); // N D
      save([w as tf.Tensor, scale, normal]);
      return tf.mul(normal, w as tf.Tensor);
    },
    (dy, [w, scale, normal]) => {
      const scaled = tf.mul(dy, w as tf.Tensor); // N D
      const along = tf.div(tf.sum(tf.mul(scaled, normal as tf.Tensor), -1, true), D); // N 1
      const dx = tf.mul(tf.sub(scaled, tf.mul(normal as tf.Tensor, along)), scale as tf.Tensor);
      return [dx, tf.sum(tf.mul(dy, normal as tf.Tensor), 0)];
    },
  );
}

/** Gated feed-forward activation (Shazeer 2020): silu(gate) · up. [N, F], [N, F] → [N, F] */
export function swiglu(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  return withGradient(
    [gate, up],
    ([g, u], save) => {
      const sigmoid = tf.sigmoid(g as tf.Tensor);
      const silu = tf.mul(g as tf.Tensor, sigmoid);
      save([u as tf.Tensor, sigmoid, silu]);
      return tf.mul(silu, u as tf.Tensor);
    },
    (dy, [u, sigmoid, silu]) => {
      // d silu = σ + g·σ·(1 − σ) = σ + silu − silu·σ
      const slope = tf.sub(
        tf.add(sigmoid as tf.Tensor, silu as tf.Tensor),
        tf.mul(silu as tf.Tensor, sigmoid as tf.Tensor),
      );
      return [tf.mul(tf.mul(dy, u as tf.Tensor), slope), tf.mul(dy, silu as tf.Tensor)];
    },
  );
}

/**
 * Rotary position embedding (Su et al. 2021) in the half-split layout of Hugging Face: x · cos + swap(x) · sin, where `swap` exchanges
 * the halves of C and the table's first half of `sin` carries the minus sign. [B, H, T, C], [T, C], [T, C] → [B, H, T, C]
 */
export function rotate(input: tf.Tensor, cos: tf.Tensor, signedSin: tf.Tensor): tf.Tensor {
  return withGradient(
    [input],
    ([x], save) => {
      // Tables that were cut for this text alone end with the forward pass.
      save([cos, signedSin]);
      return tf.add(tf.mul(x as tf.Tensor, cos), tf.mul(swapHalves(x as tf.Tensor), signedSin));
    },
    // `swap` is its own transpose.
    (dy, [savedCos, savedSin]) => [
      tf.add(tf.mul(dy, savedCos as tf.Tensor), swapHalves(tf.mul(dy, savedSin as tf.Tensor))),
    ],
  );
}

function swapHalves(x: tf.Tensor): tf.Tensor {
  const [first, second] = tf.split(x, 2, -1);
  return tf.concat([second as tf.Tensor, first as tf.Tensor], -1);
}

/**
 * A kernel that every engine has to have: logits `[N, V]` and labels `[N]` (int32) → −log softmax(logits)[label] `[N]`, and its gradient
 * by the logits `[N, V]`. Named after TensorFlow's `SparseSoftmaxCrossEntropyWithLogits`, which does both in one pass.
 */
export const SPARSE_SOFTMAX_CROSS_ENTROPY = 'SparseSoftmaxCrossEntropy';

/**
 * Weighted cross-entropy in nats: Σ weight · −log softmax(logits)[target]. With weights that sum to 1 this is the mean.
 * [N, V], [N] int32, [N] → scalar
 */
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor {
  return withGradient(
    [logits],
    ([z], save) => {
      const inputs = { logits: z as tf.Tensor, labels: targets };
      const [losses, gradient] = tf.engine().runKernel<tf.Tensor[]>(SPARSE_SOFTMAX_CROSS_ENTROPY, inputs);
      save([gradient as tf.Tensor]);
      return tf.sum(tf.mul(weights, losses as tf.Tensor));
    },
    (dy, [gradient]) => [tf.mul(gradient as tf.Tensor, tf.expandDims(tf.mul(weights, dy), 1))],
  );
}

/** Weight · −log softmax(logits)[target] of each row, for what is only looked at: it has no gradient. [N, V], [N] int32, [N] → [N] */
export function tokenLosses(logits: tf.Tensor, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor1D {
  const [losses] = tf.engine().runKernel<tf.Tensor[]>(SPARSE_SOFTMAX_CROSS_ENTROPY, { logits, labels: targets });
  return tf.mul(weights, losses as tf.Tensor) as tf.Tensor1D;
}
