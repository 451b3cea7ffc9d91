import * as tf from '@tensorflow/tfjs-core';
import { decayed, type Optimizer, take } from './optimizer.ts';

/** The defaults of `transformers.optimization.Adafactor`, whose terms these are. */
const ADAFACTOR = { decayRate: -0.8, epsilon: 1e-30, clipThreshold: 1 };

/** The mean squares of a matrix's gradients by row and by column, and of a vector's each for itself: named as in transformers. */
const rowOf = (name: string) => `exp_avg_sq_row.${name}`;
const columnOf = (name: string) => `exp_avg_sq_col.${name}`;
const eachOf = (name: string) => `exp_avg_sq.${name}`;

/**
 * Adafactor (Shazeer & Stern 2018, https://arxiv.org/abs/1804.04235) without a first moment. Of a matrix `[m, n]` it keeps m + n numbers
 * in place of AdamW's 2mn: the square of an element's gradient is estimated from the means of its row and its column.
 *
 * The learning rate is that of the schedule, and the size of an update is not bound to that of its weights (transformers'
 * `relative_step=False, scale_parameter=False`): updates are about as large as AdamW's, and as in AdamW weight decay stands beside them. A
 * parameter's update is scaled down where its root mean square is above 1.
 */
export function adafactor(weightDecay: number): Optimizer {
  const { decayRate, epsilon, clipThreshold } = ADAFACTOR;
  return {
    state: (name, shape) =>
      shape.length < 2
        ? new Map([[eachOf(name), [...shape]]])
        : new Map([
            [rowOf(name), shape.slice(0, -1)],
            [columnOf(name), shape.toSpliced(-2, 1)],
          ]),
    /** 1 − β₂ of step t: the first step takes all of its own squares, later ones remember ever longer. */
    factors: (step) => ({ newShare: step ** decayRate }),
    update({ parameters, gradients, gradientScale, learningRate, factors, state }) {
      const newShare = take(factors, 'newShare');
      const squaredScale = tf.square(gradientScale);
      const left = decayed(weightDecay, learningRate);
      const kept = new Map<string, tf.Tensor>();
      const updated = new Map<string, tf.Tensor>();
      /** Moves what is kept towards the squares of this step, which were not scaled yet. */
      const remember = (name: string, squares: tf.Tensor): tf.Tensor => {
        const before = take(state, name);
        const now = tf.add(tf.mul(squares, squaredScale), epsilon);
        const after = tf.add(before, tf.mul(tf.sub(now, before), newShare));
        kept.set(name, after);
        return after;
      };
      /** The gradient over the root of its mean square; not scaled either. */
      const direction = (name: string, gradient: tf.Tensor): tf.Tensor => {
        const squares = tf.square(gradient);
        if (gradient.rank < 2) return tf.mul(gradient, tf.rsqrt(remember(eachOf(name), squares)));
        const row = remember(rowOf(name), tf.mean(squares, -1));
        const column = remember(columnOf(name), tf.mean(squares, -2));
        const ofRow = tf.rsqrt(tf.div(row, tf.mean(row, -1, true)));
        return tf.mul(tf.mul(gradient, tf.expandDims(ofRow, -1)), tf.expandDims(tf.rsqrt(column), -2));
      };
      for (const [name, weight] of parameters) {
        const along = direction(name, take(gradients, name));
        const size = tf.mul(tf.sqrt(tf.mean(tf.square(along))), gradientScale);
        const stepSize = tf.div(tf.mul(learningRate, gradientScale), tf.maximum(tf.div(size, clipThreshold), 1));
        updated.set(name, tf.sub(left(weight), tf.mul(along, stepSize)));
      }
      return { parameters: updated, state: kept };
    },
  };
}
