import * as tf from '@tensorflow/tfjs-core';

/** What a linear layer gives besides its own product, of the same input: [N, in] → [N, out]. */
export type Beside = (x: tf.Tensor) => tf.Tensor;

/** By the weight that it stands beside, so that no architecture has to know of it. */
const BESIDE = new WeakMap<tf.Tensor, Beside>();

/** From now on, layers with this weight also give what `beside` does; `null` takes it away. */
export function placeBeside(weight: tf.Tensor, beside: Beside | null): void {
  if (beside) BESIDE.set(weight, beside);
  else BESIDE.delete(weight);
}

/** What is done to the inputs of a layer with a weight, by the weight. */
const BEFORE = new WeakMap<tf.Tensor, (x: tf.Tensor) => tf.Tensor>();

/** From now on, layers that ask `before` see their inputs changed; `null` takes it away. */
export function placeBefore(weight: tf.Tensor, change: ((x: tf.Tensor) => tf.Tensor) | null): void {
  if (change) BEFORE.set(weight, change);
  else BEFORE.delete(weight);
}

/** The inputs of a layer as it is to see them. */
export const before = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor => BEFORE.get(weight)?.(x) ?? x;

/** What is done to the outputs of a layer with a weight, by the weight. */
const AFTER = new WeakMap<tf.Tensor, (x: tf.Tensor) => tf.Tensor>();

/** From now on, the outputs of layers that ask `after` are changed; `null` takes it away. */
export function placeAfter(weight: tf.Tensor, change: ((x: tf.Tensor) => tf.Tensor) | null): void {
  if (change) AFTER.set(weight, change);
  else AFTER.delete(weight);
}

/** The outputs of a layer as what follows is to see them. */
export const after = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor => AFTER.get(weight)?.(x) ?? x;

/** A linear layer as PyTorch keeps it: [N, in] × [out, in] → [N, out] */
export const linear = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor =>
  withBeside(x, weight, tf.matMul(x, weight, false, true));

/** The same with the weight as it is multiplied, and a bias: Hugging Face's `Conv1D`. [N, in] × [in, out] + [out] → [N, out] */
export const conv1d = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
  withBeside(x, weight, tf.add(tf.matMul(x, weight), bias));

function withBeside(x: tf.Tensor, weight: tf.Tensor, product: tf.Tensor): tf.Tensor {
  const beside = BESIDE.get(weight);
  return beside ? tf.add(product, beside(x)) : product;
}
