import * as tf from '@tensorflow/tfjs-core';

/** Weights by their Hugging Face names, in PyTorch's layouts: a linear layer is `[out, in]` where the architecture says nothing else. */
export type Parameters = ReadonlyMap<string, tf.Tensor>;

/** Weights outside of an engine, in the same names and shapes. */
export type Weights = ReadonlyMap<string, { shape: number[]; data: Float32Array }>;

/** The numbers alone, by name: what a program's state is written with. */
export const valuesOf = (weights: Weights): Map<string, Float32Array> =>
  new Map(Array.from(weights, ([name, { data }]) => [name, data]));

/** Copies weights into the engine. The caller disposes of the tensors. */
export function toParameters(weights: Weights): Parameters {
  return new Map(Array.from(weights, ([name, { shape, data }]) => [name, tf.tensor(data, shape, 'float32')]));
}

export function parameter(parameters: Parameters, name: string): tf.Tensor {
  const found = parameters.get(name);
  if (!found) throw new Error(`the model has no parameter ${name}`);
  return found;
}
