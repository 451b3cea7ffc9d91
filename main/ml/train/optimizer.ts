import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../model/parameters.ts';

/** An optimizer as a pair of pure functions over named tensors; nothing is updated in place. */
export interface Optimizer<State> {
  /** The state before the first step; the caller disposes of it. */
  init(parameters: Parameters): State;
  /** New parameters and state. `learningRate` and `step` (1 for the first) are scalars in the engine. */
  update(gradients: Parameters, state: State, parameters: Parameters, schedule: Schedule): Updated<State>;
}
export interface Schedule {
  learningRate: tf.Scalar;
  /** 1 / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ): the bias corrections of step t, computed outside so that the step has no counter. */
  correction1: tf.Scalar;
  correction2: tf.Scalar;
}
export interface Updated<State> {
  parameters: Parameters;
  state: State;
}

/** First and second moments of the gradients, by parameter name. */
export interface AdamState {
  first: Parameters;
  second: Parameters;
}

/** β₂ is 0.95 as in GPT-3 and Llama 2: runs here are short, and 0.999 remembers a thousand steps. */
export const ADAM = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8 };

/** AdamW (Loshchilov & Hutter 2019). Weight decay acts on matrices; norms are left alone. */
export function adamw(weightDecay: number): Optimizer<AdamState> {
  const { beta1, beta2, epsilon } = ADAM;
  return {
    init: (parameters) => ({
      first: mapTensors(parameters, tf.zerosLike),
      second: mapTensors(parameters, tf.zerosLike),
    }),
    update(gradients, state, parameters, { learningRate, correction1, correction2 }) {
      const first = new Map<string, tf.Tensor>();
      const second = new Map<string, tf.Tensor>();
      const updated = new Map<string, tf.Tensor>();
      for (const [name, weight] of parameters) {
        const gradient = take(gradients, name);
        const m = tf.add(tf.mul(take(state.first, name), beta1), tf.mul(gradient, 1 - beta1));
        const v = tf.add(tf.mul(take(state.second, name), beta2), tf.mul(tf.square(gradient), 1 - beta2));
        const adapted = tf.div(tf.mul(m, correction1), tf.add(tf.sqrt(tf.mul(v, correction2)), epsilon));
        const change = weight.rank > 1 && weightDecay > 0 ? tf.add(adapted, tf.mul(weight, weightDecay)) : adapted;
        first.set(name, m);
        second.set(name, v);
        updated.set(name, tf.sub(weight, tf.mul(change, learningRate)));
      }
      return { parameters: updated, state: { first, second } };
    },
  };
}

/** Scales all gradients so that their joint norm is at most `maxNorm` (Pascanu et al. 2013); returns the norm before. */
export function clipByGlobalNorm(gradients: Parameters, maxNorm: number): { clipped: Parameters; norm: tf.Scalar } {
  const squares = Array.from(gradients.values(), (gradient) => tf.sum(tf.square(gradient)) as tf.Scalar);
  const norm = tf.sqrt(tf.addN(squares)) as tf.Scalar;
  const scale = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
  return { clipped: mapTensors(gradients, (gradient) => tf.mul(gradient, scale)), norm };
}

export function mapTensors(tensors: Parameters, change: (tensor: tf.Tensor) => tf.Tensor): Parameters {
  return new Map(Array.from(tensors, ([name, tensor]) => [name, change(tensor)]));
}

function take(tensors: Parameters, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`nothing for the parameter ${name}`);
  return tensor;
}
