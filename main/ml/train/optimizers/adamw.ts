import * as tf from '@tensorflow/tfjs-core';
import { decayed, type Optimizer, take } from './optimizer.ts';

/** β₂ is 0.95 as in GPT-3 and Llama 2: runs here are short, and 0.999 remembers a thousand steps. */
const ADAM = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8 };

/** Both moments of a parameter's gradients. */
const first = (name: string) => `first.${name}`;
const second = (name: string) => `second.${name}`;

/**
 * AdamW (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101): two numbers for each weight. What is the same for all elements is
 * computed once on scalars: every pass over the parameters counts.
 */
export function adamw(weightDecay: number): Optimizer {
  const { beta1, beta2, epsilon } = ADAM;
  return {
    state: (name, shape) => new Map([first(name), second(name)].map((own) => [own, [...shape]])),
    /** 1 − β₁ᵗ and 1 − β₂ᵗ: the bias corrections of step t. */
    factors: (step) => ({ correction1: 1 - beta1 ** step, correction2: 1 - beta2 ** step }),
    update({ parameters, gradients, gradientScale, learningRate, factors, state }) {
      const [correction1, correction2] = [take(factors, 'correction1'), take(factors, 'correction2')];
      const firstShare = tf.mul(gradientScale, 1 - beta1);
      const secondShare = tf.mul(tf.square(gradientScale), 1 - beta2);
      // lr · (m / c₁) / (√(v / c₂) + ε) = (lr · √c₂ / c₁) · m / (√v + ε · √c₂)
      const root = tf.sqrt(correction2);
      const stepSize = tf.div(tf.mul(learningRate, root), correction1);
      const scaledEpsilon = tf.mul(root, epsilon);
      const left = decayed(weightDecay, learningRate);
      const kept = new Map<string, tf.Tensor>();
      const updated = new Map<string, tf.Tensor>();
      for (const [name, weight] of parameters) {
        const gradient = take(gradients, name);
        const m = tf.add(tf.mul(take(state, first(name)), beta1), tf.mul(gradient, firstShare));
        const v = tf.add(tf.mul(take(state, second(name)), beta2), tf.mul(tf.square(gradient), secondShare));
        const change = tf.mul(tf.div(m, tf.add(tf.sqrt(v), scaledEpsilon)), stepSize);
        kept.set(first(name), m).set(second(name), v);
        updated.set(name, tf.sub(left(weight), change));
      }
      return { parameters: updated, state: kept };
    },
  };
}
