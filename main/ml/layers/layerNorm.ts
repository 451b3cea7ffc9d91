import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './gradient.ts';

/** Layer norm (Ba et al. 2016): (x − mean x) · rsqrt(variance x + ε) · weight + bias. [N, D], [D], [D] → [N, D] */
export function layerNorm(input: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  return withGradient(
    [input, weight, bias],
    ([x, w, b], save) => {
      const centered = tf.sub(x as tf.Tensor, tf.mean(x as tf.Tensor, -1, true)); // N D
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centered), -1, true), epsilon)); // N 1
      const normal = tf.mul(centered, scale); // N D
      save([w as tf.Tensor, scale, normal]);
      return tf.add(tf.mul(normal, w as tf.Tensor), b as tf.Tensor);
    },
    (dy, [w, scale, normal]) => {
      const scaled = tf.mul(dy, w as tf.Tensor); // N D
      const along = tf.mean(tf.mul(scaled, normal as tf.Tensor), -1, true); // N 1
      const level = tf.sub(scaled, tf.mean(scaled, -1, true));
      const dx = tf.mul(tf.sub(level, tf.mul(normal as tf.Tensor, along)), scale as tf.Tensor);
      return [dx, tf.sum(tf.mul(dy, normal as tf.Tensor), 0), tf.sum(dy, 0)];
    },
  );
}
