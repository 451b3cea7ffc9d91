import * as tf from '@tensorflow/tfjs-core';

type Save = (tensors: tf.Tensor[]) => void;

/** `customGrad` as it is used here: all inputs are tensors, and what the gradient needs is saved explicitly. */
export function withGradient(
  inputs: tf.Tensor[],
  forward: (inputs: tf.Tensor[], save: Save) => tf.Tensor,
  backward: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[],
): tf.Tensor {
  const operation = tf.customGrad((...args: (tf.Tensor | Save)[]) => {
    const save = args.pop() as Save;
    const value = forward(args as tf.Tensor[], save);
    return { value, gradFunc: backward };
  });
  return operation(...inputs);
}
