import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './gradient.ts';

/**
 * Gaussian error linear unit itself: x · ½ (1 + erf(x / √2)), Hugging Face's `gelu`. Of any shape.
 */
export function gelu(input: tf.Tensor): tf.Tensor {
  return withGradient(
    [input],
    ([x], save) => {
      const below = tf.mul(tf.add(tf.erf(tf.mul(x as tf.Tensor, Math.SQRT1_2)), 1), 0.5); // Φ(x)
      save([x as tf.Tensor, below]);
      return tf.mul(x as tf.Tensor, below);
    },
    (dy, [x, below]) => {
      // d x Φ(x) = Φ(x) + x φ(x)
      const density = tf.mul(tf.exp(tf.mul(tf.square(x as tf.Tensor), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return [tf.mul(dy, tf.add(below as tf.Tensor, tf.mul(x as tf.Tensor, density)))];
    },
  );
}

const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/**
 * Gaussian error linear unit by its tanh (Hendrycks & Gimpel 2016), Hugging Face's `gelu_new`: ½x · (1 + tanh(√(2/π) · (x + 0.044715 x³))).
 * Of any shape.
 */
export function geluNew(input: tf.Tensor): tf.Tensor {
  return withGradient(
    [input],
    ([x], save) => {
      const inner = tf.mul(tf.mul(x as tf.Tensor, tf.add(tf.mul(tf.square(x as tf.Tensor), CUBIC), 1)), SLOPE);
      const half = tf.mul(tf.add(tf.tanh(inner), 1), 0.5); // ½ (1 + tanh)
      save([x as tf.Tensor, half]);
      return tf.mul(x as tf.Tensor, half);
    },
    (dy, [x, half]) => {
      // d ½(1 + tanh u) = ½ (1 − tanh² u) u' = 2 h (1 − h) u', with h = ½ (1 + tanh u)
      const bend = tf.mul(tf.mul(half as tf.Tensor, tf.sub(1, half as tf.Tensor)), 2 * SLOPE);
      const inner = tf.add(tf.mul(tf.square(x as tf.Tensor), 3 * CUBIC), 1);
      return [tf.mul(dy, tf.add(half as tf.Tensor, tf.mul(tf.mul(x as tf.Tensor, inner), bend)))];
    },
  );
}
