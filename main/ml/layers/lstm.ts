import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './gradient.ts';
import { linear } from './linear.ts';

/*
 * A layer of long short-term memory (Hochreiter & Schmidhuber 1997) as `torch.nn.LSTM` has it: gates in the order input, forget, cell, output.
 * Shapes: B batch, T time, N width of the inputs, H hidden width. A state is `[B, 2·H]`: what a step gives, h, and beside it what it keeps, c.
 */

/**
 * A kernel that engines may have, after TensorFlow's `BlockLSTMV2`: all steps of a layer as one operation. `x` `[T, B, N]`, `c` and `h` `[B, H]` before
 * the first step, `w` `[N + H, 4·H]`, `b` `[4·H]` → of each step, `[T, B, H]`: input gate, c, forget gate, output gate, cell input, tanh(c), h.
 */
export const LSTM_STEPS = 'KindlingLstmSteps';
/** Its gradient: the inputs, the seven outputs by `LSTM_OUTPUTS`, and those of c and h, `dc` and `dh` → that of `x`, `w` and `b`. */
export const LSTM_GRADIENT = 'KindlingLstmGradient';
/** What `LSTM_STEPS` gives, in its order. */
export const LSTM_OUTPUTS = ['input', 'cs', 'forget', 'output', 'cell', 'bent', 'hs'] as const;

/** Weights as PyTorch keeps them. */
export interface LstmWeights {
  /** `[4·H, N]` */
  weight_ih: tf.Tensor;
  /** `[4·H, H]` */
  weight_hh: tf.Tensor;
  /** `[4·H]`: both of PyTorch's added up. */
  bias: tf.Tensor;
}

/**
 * All steps of a layer.
 *
 * @param x `[B·T, N]`
 * @param start the state before the first step, which no gradient goes back to; `null` for zeros
 * @returns the states after each step, `[B, T, 2·H]`
 */
export function lstmLayer(
  x: tf.Tensor,
  weights: LstmWeights,
  [B, T]: readonly [number, number],
  start: tf.Tensor | null,
): tf.Tensor {
  // One step is quicker by its own: what is compiled as a whole when texts are written has to be known to XLA, which has no such operation.
  if (T > 1 && tf.getKernel(LSTM_STEPS, tf.getBackend())) return inOneOperation(x, weights, [B, T], start);
  const products = tf.add(linear(x, weights.weight_ih), weights.bias); // B·T 4·H
  return lstmStates(products, weights.weight_hh, [B, T], start);
}

/** By the engine's own operation: a graph of it does not grow with T, and is compiled in no time. */
function inOneOperation(
  x: tf.Tensor,
  { weight_ih, weight_hh, bias }: LstmWeights,
  [B, T]: readonly [number, number],
  start: tf.Tensor | null,
): tf.Tensor {
  const [H, N] = [weight_hh.shape[1] as number, weight_ih.shape[1] as number];
  return withGradient(
    [x, weight_ih, weight_hh, bias],
    ([rows, w_ih, w_hh, b], save) => {
      const [h, c] = start ? halves(start) : [tf.zeros([B, H]), tf.zeros([B, H])];
      const inputs = {
        x: turned(tf.reshape(rows as tf.Tensor, [B, T, N])),
        c,
        h,
        w: tf.transpose(tf.concat([w_ih as tf.Tensor, w_hh as tf.Tensor], 1)),
        b: b as tf.Tensor,
      };
      const outputs = tf.engine().runKernel<tf.Tensor[]>(LSTM_STEPS, inputs);
      save([...Object.values(inputs), ...outputs]);
      return turned(tf.concat([outputs[6] as tf.Tensor, outputs[1] as tf.Tensor], 2));
    },
    (dy, saved) => {
      const [dh, dc] = tf.split(turned(tf.reshape(dy, [B, T, 2 * H])), 2, 2) as [tf.Tensor, tf.Tensor];
      const names = ['x', 'c', 'h', 'w', 'b', ...LSTM_OUTPUTS];
      const known = Object.fromEntries(names.map((name, at) => [name, saved[at] as tf.Tensor]));
      const slopes = tf.engine().runKernel<tf.Tensor[]>(LSTM_GRADIENT, { ...known, dc, dh });
      const [dx, dw, db] = slopes as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [ofInputs, ofStates] = tf.split(tf.transpose(dw), [N, H], 1) as [tf.Tensor, tf.Tensor];
      return [tf.reshape(turned(dx), [B * T, N]), ofInputs, ofStates, db];
    },
  );
}

/** Rows by step, or steps by row: the first two axes change places. */
const turned = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [1, 0, 2]);

/**
 * The recurrence of a layer, step by step; the products of the inputs were made for all steps at once. Its gradient is written by hand, so that those of
 * the weight are one product over all steps, too, and not T sums of small ones.
 *
 * @param products `[B·T, 4·H]`: W_ih x + b_ih + b_hh of each token
 * @param weight `[4·H, H]`: W_hh
 * @param start the state before the first step, which no gradient goes back to; `null` for zeros
 * @returns the states after each step, `[B, T, 2·H]`
 */
function lstmStates(
  products: tf.Tensor,
  weight: tf.Tensor,
  [B, T]: readonly [number, number],
  start: tf.Tensor | null,
): tf.Tensor {
  const H = weight.shape[1] as number;
  return withGradient(
    [products, weight],
    ([x, w], save) => {
      const [states, kept]: [tf.Tensor[], tf.Tensor[]] = [[], []];
      let [h, c] = start ? halves(start) : [null, null];
      const first = start ? [h as tf.Tensor, c as tf.Tensor] : [];
      for (const own of perStep(x as tf.Tensor, [B, T, 4 * H])) {
        const step = oneStep(h ? tf.add(own, tf.matMul(h, w as tf.Tensor, false, true)) : own, c);
        [h, c] = [step.h, step.c];
        states.push(tf.concat([h, c], 1));
        kept.push(...step.gates, h, c);
      }
      save([w as tf.Tensor, ...first, ...kept]);
      return tf.stack(states, 1);
    },
    (dy, [w, ...saved]) => backward(dy, w as tf.Tensor, saved, [B, T, H], start !== null),
  );
}

/** Tensors that a step keeps for its gradient: four gates, h, c. */
const KEPT = 6;

function backward(
  dy: tf.Tensor,
  weight: tf.Tensor,
  saved: readonly tf.Tensor[],
  [B, T, H]: readonly [number, number, number],
  started: boolean,
): tf.Tensor[] {
  const zeros = tf.zeros([B, H]);
  const [h0, c0] = started ? (saved as [tf.Tensor, tf.Tensor]) : [zeros, zeros];
  const kept = (step: number) => {
    const at = (started ? 2 : 0) + step * KEPT;
    return saved.slice(at, at + KEPT) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  };
  const due = perStep(dy, [B, T, 2 * H]);
  const slopes = new Array<tf.Tensor>(T);
  const before = new Array<tf.Tensor>(T);
  let later: { dh: tf.Tensor; dc: tf.Tensor } | null = null;
  for (let step = T - 1; step >= 0; step--) {
    const [input, forget, cell, output, , c] = kept(step);
    const [previousH, previousC] = step > 0 ? (kept(step - 1).slice(4) as [tf.Tensor, tf.Tensor]) : [h0, c0];
    const [ownH, ownC] = halves(due[step] as tf.Tensor);
    const dh: tf.Tensor = later ? tf.add(ownH, later.dh) : ownH;
    const bent = tf.tanh(c);
    const through = tf.mul(tf.mul(dh, output), slopeOfTanh(bent));
    const dc: tf.Tensor = tf.add(later ? tf.add(ownC, later.dc) : ownC, through);
    const slope = tf.concat(
      [
        tf.mul(tf.mul(dc, cell), slopeOfSigmoid(input)),
        tf.mul(tf.mul(dc, previousC), slopeOfSigmoid(forget)),
        tf.mul(tf.mul(dc, input), slopeOfTanh(cell)),
        tf.mul(tf.mul(dh, bent), slopeOfSigmoid(output)),
      ],
      1,
    ); // B 4·H
    slopes[step] = slope;
    before[step] = previousH;
    later = step > 0 ? { dh: tf.matMul(slope, weight), dc: tf.mul(dc, forget) } : null;
  }
  const all = tf.reshape(tf.stack(slopes, 1), [B * T, 4 * H]);
  const inputs = tf.reshape(tf.stack(before, 1), [B * T, H]);
  return [all, tf.matMul(all, inputs, true, false)];
}

/** @param sums `[B, 4·H]` before their activations. @param c `[B, H]`; `null` for zeros */
function oneStep(
  sums: tf.Tensor,
  c: tf.Tensor | null,
): { gates: [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]; h: tf.Tensor; c: tf.Tensor } {
  const [i, f, g, o] = tf.split(sums, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const gates: [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] = [tf.sigmoid(i), tf.sigmoid(f), tf.tanh(g), tf.sigmoid(o)];
  const [input, forget, cell, output] = gates;
  const fresh = tf.mul(input, cell);
  const next = c ? tf.add(tf.mul(forget, c), fresh) : fresh;
  return { gates, h: tf.mul(output, tf.tanh(next)), c: next };
}

const slopeOfSigmoid = (y: tf.Tensor): tf.Tensor => tf.mul(y, tf.sub(1, y));
const slopeOfTanh = (y: tf.Tensor): tf.Tensor => tf.sub(1, tf.square(y));

/** h and c of a state. */
const halves = (state: tf.Tensor): [tf.Tensor, tf.Tensor] => tf.split(state, 2, 1) as [tf.Tensor, tf.Tensor];

/** Rows of tokens as a matrix of each step: `[B·T, N]` or `[B, T, N]` → T times `[B, N]`. */
const perStep = (x: tf.Tensor, [B, T, N]: readonly [number, number, number]): tf.Tensor[] =>
  T === 1 ? [tf.reshape(x, [B, N])] : tf.split(tf.reshape(x, [B, T, N]), T, 1).map((part) => tf.reshape(part, [B, N]));
