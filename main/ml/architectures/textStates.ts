import * as tf from '@tensorflow/tfjs-core';
import { bodyOf, dimensions, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Pooling } from '../../../shared/domain/models/embedding.ts';
import { paddingMask } from '../layers/attention.ts';
import { before } from '../layers/linear.ts';
import type { BodyInput, Tables } from './architecture.ts';
import { bodyStates, hiddenStates } from './model.ts';
import { type Parameters, parameter } from './parameters.ts';

/*
 * Whole texts in a body of any kind, and what is made of each.
 * Shapes: B texts, T tokens of the longest, D model width.
 */

/** Texts of a batch, padded at their ends. */
export interface PaddedTexts {
  /** `[B, T]`, int32. */
  ids: tf.Tensor2D;
  /** Tokens of each, `[B]`; at least one. */
  lengths: tf.Tensor1D;
  /** Where the tokens stand and what they do not see, where that is computed elsewhere. */
  seen?: Pick<BodyInput, 'positions' | 'mask'>;
}

/** Hidden states of all tokens, `[B·T, D]`. Those of padding are numbers that mean nothing; no other token has seen them. */
export function textStates(
  config: ModelConfig,
  parameters: Parameters,
  tables: Tables,
  { ids, lengths, seen }: PaddedTexts,
  onStates: BodyInput['onStates'] = () => {},
): tf.Tensor2D {
  if (seen)
    return bodyStates(config, parameters, tables, { ids, ...seen, onStates }, (_, fresh) => fresh) as tf.Tensor2D;
  // A decoder sees nothing that comes later, padding included.
  if (bodyOf(config) === 'decoder') return hiddenStates(config, parameters, tables, ids).hidden as tf.Tensor2D;
  const mask = paddingMask(lengths, ids.shape[1]);
  const input = { ids, positions: { from: 0 }, mask, onStates };
  return bodyStates(config, parameters, tables, input, (_, fresh) => fresh) as tf.Tensor2D;
}

/** The state of each text's first token, BERT's `[CLS]`: `[B·T, D]` → `[B, D]`. */
export const firstStates = (states: tf.Tensor2D, { ids }: Pick<PaddedTexts, 'ids'>): tf.Tensor2D => {
  const [B, T] = ids.shape;
  const D = states.shape[1];
  return tf.reshape(tf.slice(tf.reshape(states, [B, T, D]), [0, 0, 0], [B, 1, D]), [B, D]);
};

/** The mean of the states of each text's tokens: `[B·T, D]` → `[B, D]`. */
export function meanStates(states: tf.Tensor2D, { ids, lengths }: PaddedTexts): tf.Tensor2D {
  const [B, T] = ids.shape;
  const counts = tf.reshape(tf.cast(lengths, 'float32'), [B, 1]);
  const places = tf.tensor1d(Float32Array.from({ length: T }, (_, place) => place));
  const own = tf.cast(tf.less(places, counts), 'float32'); // B T
  const sums = tf.matMul(tf.reshape(tf.div(own, counts), [B, 1, T]), tf.reshape(states, [B, T, states.shape[1]]));
  return tf.reshape(sums, [B, states.shape[1]]);
}

/** A layer on the first state, as BERT's `pooler_output` is: tanh(W · the first state + b), `[B·T, D]` → `[B, D]`. */
export function pooledStates(
  parameters: Parameters,
  [weight, bias]: readonly [weight: string, bias: string],
  states: tf.Tensor2D,
  texts: Pick<PaddedTexts, 'ids'>,
): tf.Tensor2D {
  const matrix = parameter(parameters, weight) as tf.Tensor2D;
  const first = before(firstStates(states, texts), matrix) as tf.Tensor2D;
  const product = tf.matMul(first, matrix, false, true);
  return tf.tanh(tf.add(product, parameter(parameters, bias)));
}

/** PyTorch's `normalize` divides by 1e-12 at least. */
const LEAST_SQUARE = 1e-24;

/** Numbers of a text's vector. */
export const pooledSize = (config: ModelConfig, { layers }: Pooling): number =>
  dimensions(config).hidden_size * (layers?.length ?? 1);

/** Whole texts as vectors, a body's states pooled: `[B, D]`, or `[B, layers · D]`. @throws Error for layers that the body does not tell of */
export function pooledVectors(
  config: ModelConfig,
  { from, normalize, layers }: Pooling,
  parameters: Parameters,
  tables: Tables,
  texts: PaddedTexts,
): tf.Tensor2D {
  const told = new Map<number, tf.Tensor>();
  const last = textStates(config, parameters, tables, texts, (place, states) => told.set(place, states));
  const pooled = (states: tf.Tensor2D): tf.Tensor2D => {
    const one = from === 'first' ? firstStates(states, texts) : meanStates(states, texts);
    if (!normalize) return one;
    const squares = tf.sum(tf.square(one), 1, true);
    return tf.mul(one, tf.rsqrt(tf.maximum(squares, LEAST_SQUARE)));
  };
  if (!layers) return pooled(last);
  const parts = layers.map((place) => {
    const states = told.get(place);
    if (!states) throw new Error(`the body tells of no layer ${place}`);
    return pooled(states as tf.Tensor2D);
  });
  return tf.concat(parts, 1);
}
