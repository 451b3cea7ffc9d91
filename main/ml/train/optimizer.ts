import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../architectures/parameters.ts';

/** An optimizer as a pair of pure functions over named tensors; nothing is updated in place. */
export interface Optimizer<State> {
  /** The state before the first step; the caller disposes of it. */
  init(parameters: Parameters): State;
  update(gradients: Parameters, state: State, parameters: Parameters, factors: StepFactors): Updated<State>;
}

/** Scalars in the engine that differ from step to step. They are inputs, so that the step itself is always the same. */
export interface Schedule {
  learningRate: tf.Scalar;
  /** 1 − β₁ᵗ and 1 − β₂ᵗ: the bias corrections of step t. */
  correction1: tf.Scalar;
  correction2: tf.Scalar;
}
export interface StepFactors extends Schedule {
  /** What the gradients are to be multiplied with: below 1 when they are clipped. */
  gradientScale: tf.Scalar;
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

/**
 * AdamW (Loshchilov & Hutter 2019). Weight decay acts on matrices; norms are left alone. What is the same for all elements is computed
 * once on scalars: every pass over the parameters counts.
 */
export function adamw(weightDecay: number): Optimizer<AdamState> {
  const { beta1, beta2, epsilon } = ADAM;
  return {
    init: (parameters) => ({
      first: mapTensors(parameters, tf.zerosLike),
      second: mapTensors(parameters, tf.zerosLike),
    }),
    update(gradients, state, parameters, { learningRate, correction1, correction2, gradientScale }) {
      const firstShare = tf.mul(gradientScale, 1 - beta1);
      const secondShare = tf.mul(tf.square(gradientScale), 1 - beta2);
      // lr · (m / c₁) / (√(v / c₂) + ε) = (lr · √c₂ / c₁) · m / (√v + ε · √c₂)
      const root = tf.sqrt(correction2);
      const stepSize = tf.div(tf.mul(learningRate, root), correction1);
      const scaledEpsilon = tf.mul(root, epsilon);
      const kept = tf.sub(1, tf.mul(learningRate, weightDecay));
      const first = new Map<string, tf.Tensor>();
      const second = new Map<string, tf.Tensor>();
      const updated = new Map<string, tf.Tensor>();
      for (const [name, weight] of parameters) {
        const gradient = take(gradients, name);
        const m = tf.add(tf.mul(take(state.first, name), beta1), tf.mul(gradient, firstShare));
        const v = tf.add(tf.mul(take(state.second, name), beta2), tf.mul(tf.square(gradient), secondShare));
        const change = tf.mul(tf.div(m, tf.add(tf.sqrt(v), scaledEpsilon)), stepSize);
        const decayed = weight.rank > 1 && weightDecay > 0 ? tf.mul(weight, kept) : weight;
        first.set(name, m);
        second.set(name, v);
        updated.set(name, tf.sub(decayed, change));
      }
      return { parameters: updated, state: { first, second } };
    },
  };
}

/** The joint norm of all gradients and the factor that makes it at most `maxNorm` (Pascanu et al. 2013). */
export function clipByGlobalNorm(gradients: Parameters, maxNorm: number): { norm: tf.Scalar; scale: tf.Scalar } {
  const squares = Array.from(gradients.values(), (gradient) => tf.sum(tf.square(gradient)) as tf.Scalar);
  const norm = tf.sqrt(tf.addN(squares)) as tf.Scalar;
  const scale = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1) as tf.Scalar;
  return { norm, scale };
}

function mapTensors(tensors: Parameters, change: (tensor: tf.Tensor) => tf.Tensor): Parameters {
  return new Map(Array.from(tensors, ([name, tensor]) => [name, change(tensor)]));
}

function take(tensors: Parameters, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`nothing for the parameter ${name}`);
  return tensor;
}
