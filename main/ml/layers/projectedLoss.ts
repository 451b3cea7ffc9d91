import * as tf from '@tensorflow/tfjs-core';
import { barrier } from './barrier.ts';
import { withGradient } from './gradient.ts';
import { linear } from './linear.ts';
import { crossEntropy, SPARSE_SOFTMAX_CROSS_ENTROPY, tokenLosses } from './operations.ts';

/*
 * Cross-entropy of scores that a matrix gives, `[N, D]` × `[V, D]` → `[N, V]`. Where these are many they are never all there: some rows at a
 * time are scored, weighed and forgotten, and the gradient by what was scored is taken at once (Hsu et al. 2024, “Liger Kernel”), so that
 * nothing has to be computed again. N rows, D model width, V vocabulary.
 */

/** `most`: scores that may be there at once, 128 MB; fewer are computed as they always were. `part`: of a part, where there are more. */
const LIMITS = { most: 2 ** 25, part: 2 ** 23 };

/** Rows of each part; `null` where there is no need for any. Tests have limits of their own. */
export function partsOf(N: number, V: number, { most, part } = LIMITS): number[] | null {
  if (N * V <= most) return null;
  const least = Math.ceil((N * V) / part);
  // Parts of one size are one computation, compiled once.
  for (let count = least; count < 2 * least; count++) {
    if (N % count === 0) return new Array<number>(count).fill(N / count);
  }
  const size = Math.ceil(N / least);
  return Array.from({ length: Math.ceil(N / size) }, (_, part) => Math.min(size, N - part * size));
}

/** Weighted cross-entropy in nats, as `crossEntropy` has it. [N, D], [V, D], [N] int32, [N] → scalar */
export function projectedCrossEntropy(
  hidden: tf.Tensor,
  weight: tf.Tensor,
  targets: tf.Tensor1D,
  weights: tf.Tensor1D,
  limits = LIMITS,
): tf.Tensor {
  const parts = partsOf(hidden.shape[0] as number, weight.shape[0] as number, limits);
  if (!parts) return crossEntropy(linear(hidden, weight), targets, weights);
  return withGradient(
    [hidden, weight],
    ([h, w], save) => {
      const rows = tf.split(h as tf.Tensor, parts, 0);
      const wanted = tf.split(targets, parts);
      const counted = tf.split(weights, parts);
      const losses: tf.Tensor[] = [];
      const byHidden: tf.Tensor[] = [];
      let byWeight: tf.Tensor | undefined;
      for (const [index, labels] of wanted.entries()) {
        const own = inTurn(rows[index] as tf.Tensor, byHidden.at(-1));
        const logits = tf.matMul(own, w as tf.Tensor, false, true);
        const [loss, slope] = tf.engine().runKernel<tf.Tensor[]>(SPARSE_SOFTMAX_CROSS_ENTROPY, { logits, labels });
        const share = counted[index] as tf.Tensor;
        losses.push(tf.sum(tf.mul(share, loss as tf.Tensor)));
        const byScores = tf.mul(slope as tf.Tensor, tf.expandDims(share, 1)); // rows V
        byHidden.push(tf.matMul(byScores, w as tf.Tensor));
        const product = tf.matMul(byScores, own, true);
        byWeight = byWeight ? tf.add(byWeight, product) : product;
      }
      save([tf.concat(byHidden, 0), byWeight as tf.Tensor]);
      return tf.addN(losses);
    },
    (dy, saved) => saved.map((gradient) => tf.mul(gradient, dy)),
  );
}

/** Weight · cross-entropy of each row, without a gradient. [N, D], [V, D], [N] int32, [N] → [N] */
export function projectedTokenLosses(
  hidden: tf.Tensor,
  weight: tf.Tensor,
  targets: tf.Tensor1D,
  weights: tf.Tensor1D,
  limits = LIMITS,
): tf.Tensor1D {
  const parts = partsOf(hidden.shape[0] as number, weight.shape[0] as number, limits);
  if (!parts) return tokenLosses(linear(hidden, weight), targets, weights);
  const [wanted, counted] = [tf.split(targets, parts), tf.split(weights, parts)];
  const losses: tf.Tensor1D[] = [];
  for (const [index, rows] of tf.split(hidden, parts, 0).entries()) {
    const logits = linear(inTurn(rows, losses.at(-1)), weight);
    losses.push(tokenLosses(logits, wanted[index] as tf.Tensor1D, counted[index] as tf.Tensor1D));
  }
  return tf.concat(losses);
}

/** A part that is not begun before the one before it is done. */
const inTurn = (rows: tf.Tensor, before: tf.Tensor | undefined): tf.Tensor =>
  before ? barrier(rows, before)[0] : rows;
