import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../architectures/parameters.ts';

/** The joint norm of all gradients and the factor that makes it at most `maxNorm` (Pascanu et al. 2013). */
export function clipByGlobalNorm(gradients: Parameters, maxNorm: number): { norm: tf.Scalar; scale: tf.Scalar } {
  const squares = Array.from(gradients.values(), (gradient) => tf.sum(tf.square(gradient)) as tf.Scalar);
  const norm = tf.sqrt(tf.addN(squares)) as tf.Scalar;
  const scale = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1) as tf.Scalar;
  return { norm, scale };
}
