import * as tf from '@tensorflow/tfjs-core';
import type { Shapes } from '../../architectures/architecture.ts';
import type { Parameters } from '../../architectures/parameters.ts';
import type { Tensors } from '../../program/program.ts';

/**
 * How gradients change what is trained, as pure functions of named tensors: nothing is updated in place, and a step is always the same
 * graph. What it keeps from step to step is up to it: programs and checkpoints ask for names and shapes.
 */
export interface Optimizer {
  /** What it keeps of a parameter, by the names that a program's state and a checkpoint have it under. All of it begins at 0. */
  state(name: string, shape: readonly number[]): Shapes;
  /** Numbers that differ from step to step, by the names of a program's inputs. Steps count from 1; the names are always the same. */
  factors(step: number): Readonly<Record<string, number>>;
  update(given: GivenStep): UpdatedStep;
}

/** All that a step knows. */
export interface GivenStep {
  parameters: Parameters;
  /** As they were computed, by the names of the parameters. */
  gradients: Parameters;
  /** What they are to be multiplied with: below 1 when they are clipped. */
  gradientScale: tf.Scalar;
  learningRate: tf.Scalar;
  /** The optimizer's `factors` of this step. */
  factors: Tensors;
  /** What the optimizer keeps, among other tensors. */
  state: Tensors;
}

export interface UpdatedStep {
  parameters: Parameters;
  state: Tensors;
}

/**
 * What weight decay leaves of a parameter, beside its gradient (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101). It acts on
 * matrices; norms and biases are left alone.
 */
export function decayed(weightDecay: number, learningRate: tf.Scalar): (weight: tf.Tensor) => tf.Tensor {
  if (weightDecay === 0) return (weight) => weight;
  const kept = tf.sub(1, tf.mul(learningRate, weightDecay));
  return (weight) => (weight.rank > 1 ? tf.mul(weight, kept) : weight);
}

/** @throws Error that names what is missing */
export function take(tensors: Tensors, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`the optimizer was not given ${name}`);
  return tensor;
}
