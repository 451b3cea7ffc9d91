import * as tf from '@tensorflow/tfjs-core';

/**
 * A kernel that engines have which compile: gives its inputs `a` and `b` back, but not before both are there, and no compiler takes what
 * is computed from them for what was computed before. Elsewhere operations are computed in the order in which they are written.
 */
export const BARRIER = 'KindlingBarrier';

/** Two tensors as they are, for what must not begin before both are there. Has no gradient. */
export function barrier<A extends tf.Tensor, B extends tf.Tensor>(a: A, b: B): [A, B] {
  if (!tf.getKernel(BARRIER, tf.getBackend())) return [a, b];
  return tf.engine().runKernel<tf.Tensor[]>(BARRIER, { a, b }) as [A, B];
}
