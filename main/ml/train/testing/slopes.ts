import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../../architectures/parameters.ts';

/**
 * The slope of a loss along one direction, of length 1, in the space of all of a parameter's elements: what its gradient says, and what a difference
 * of two losses does.
 *
 * @param random of the parameter's shape; says the direction
 * @param step half of the way between the two losses
 */
export function slopes(
  name: string,
  {
    parameters,
    gradients,
    loss,
  }: {
    parameters: Parameters;
    gradients: ReadonlyMap<string, tf.Tensor>;
    loss: (parameters: Parameters) => tf.Scalar;
  },
  random: tf.Tensor,
  step = 1e-2,
): { found: number; numeric: number } {
  const direction = tf.div(random, tf.norm(random));
  const lossAt = (distance: number) => {
    const moved = new Map(parameters).set(name, tf.add(parameters.get(name) as tf.Tensor, tf.mul(direction, distance)));
    return loss(moved).dataSync()[0] as number;
  };
  return {
    found: tf.sum(tf.mul(gradients.get(name) as tf.Tensor, direction)).dataSync()[0] as number,
    numeric: (lossAt(step) - lossAt(-step)) / (2 * step),
  };
}
