import * as tf from '@tensorflow/tfjs-core';
import { barrier } from './barrier.ts';
import { withGradient } from './gradient.ts';

/**
 * A kernel that every engine has to have: `seed` `[2]` (int32) → numbers in [0, 1) of the attribute `shape`, the same ones for the same seed
 * and attribute `stream`. Named after TensorFlow's `StatelessRandomUniform`.
 */
export const STATELESS_RANDOM_UNIFORM = 'StatelessRandomUniform';

export interface UniformAttributes {
  shape: number[];
  /** Of several that draw from one seed. */
  stream: number;
}

/**
 * Sets a share of a tensor's numbers to 0 and scales the others, so that the mean stays (Srivastava et al. 2014). Of any shape.
 *
 * @param seed `[2]`, int32: the same one drops the same numbers of the same stream
 */
export function dropout(input: tf.Tensor, probability: number, seed: tf.Tensor, stream: number): tf.Tensor {
  const scale = 1 / (1 - probability);
  const without = (x: tf.Tensor, kept: tf.Tensor) => tf.where(kept, tf.mul(x, scale), tf.zerosLike(x));
  return withGradient(
    [input],
    ([x], save) => {
      // A layer that is computed twice draws twice: what was drawn the first time is not kept until then.
      const [own, from] = barrier(x as tf.Tensor, seed);
      const attributes = { shape: own.shape, stream } satisfies UniformAttributes;
      const drawn = tf.engine().runKernel<tf.Tensor>(STATELESS_RANDOM_UNIFORM, { seed: from }, attributes);
      const kept = tf.greaterEqual(drawn, probability);
      save([kept]);
      return without(own, kept);
    },
    (dy, [kept]) => [without(dy, kept as tf.Tensor)],
  );
}
