import * as tf from '@tensorflow/tfjs-core';
import { bodyOf, dimensions, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Pooling } from '../../../shared/domain/models/embedding.ts';
import type { Tables } from '../architectures/architecture.ts';
import { architectureOf } from '../architectures/index.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import { type PaddedTexts, pooledSize, pooledStates, pooledVectors, textStates } from '../architectures/textStates.ts';
import { before } from '../layers/linear.ts';

/*
 * Scores of whole texts on any body, under the names and with the layers of Hugging Face's `…ForSequenceClassification`: a decoder has a
 * linear layer without a bias on the state of the last token; an encoder a dense layer with tanh on that of the first one, and a linear layer
 * with a bias on it. BERT's dense layer is its pooler, which a body that was trained brings along; XLM-R's is its head's own.
 */

/** Of a decoder: `[N, D]`. */
export const SCORE = 'score.weight';

/** A layer's weight and bias. */
type Layer = readonly [weight: string, bias: string];

function encoderLayers(config: ModelConfig): { dense: Layer; score: Layer } {
  const own = (name: string): Layer => [`${name}.weight`, `${name}.bias`];
  if (config.model_type === 'bert') {
    const [weight = '', bias = ''] = architectureOf(config).pooler?.(config).keys() ?? [];
    return { dense: [weight, bias], score: own('classifier') };
  }
  return { dense: own('classifier.dense'), score: own('classifier.out_proj') };
}

/** Names and shapes of what stands on the body, in a fixed order. */
export function scoreShapes(config: ModelConfig, count: number): Map<string, number[]> {
  const D = dimensions(config).hidden_size;
  if (bodyOf(config) === 'decoder') return new Map([[SCORE, [count, D]]]);
  const { dense, score } = encoderLayers(config);
  return new Map([
    [dense[0], [D, D]],
    [dense[1], [D]],
    [score[0], [count, D]],
    [score[1], [count]],
  ]);
}

/** Texts whose scores are asked for: `ids` `[B, T]`, int32, padded at the end. */
export interface ScoredTexts extends Pick<PaddedTexts, 'ids' | 'seen'> {
  /** The place of each text's last token among all B·T, `[B]`, int32. */
  last: tf.Tensor1D;
  /** Tokens of each, `[B]`; follows from `last`. */
  lengths?: tf.Tensor1D;
}

/** Scores of each text: `[B, N]`. */
export function scoresOf(
  config: ModelConfig,
  parameters: Parameters,
  tables: Tables,
  scored: ScoredTexts,
): tf.Tensor2D {
  const texts = withLengths(scored);
  const states = textStates(config, parameters, tables, texts);
  if (bodyOf(config) === 'decoder') return product(tf.gather(states, scored.last), parameter(parameters, SCORE));
  const { dense, score } = encoderLayers(config);
  const pooled = pooledStates(parameters, dense, states, texts);
  return layer(before(pooled, parameter(parameters, score[0])) as tf.Tensor2D, parameters, score);
}

/** What the scores of a text's vector are called. */
export const CLASSIFIER: Layer = ['classifier.weight', 'classifier.bias'];

/** Names and shapes of a linear layer on a text's vector, in a fixed order. */
export const pooledShapes = (config: ModelConfig, count: number, pooling: Pooling): Map<string, number[]> =>
  new Map([
    [CLASSIFIER[0], [count, pooledSize(config, pooling)]],
    [CLASSIFIER[1], [count]],
  ]);

/** Scores of each text's vector: `[B, N]`. Texts as in `scoresOf`. */
export function pooledScoresOf(
  config: ModelConfig,
  parameters: Parameters,
  tables: Tables,
  { pooling, ...scored }: ScoredTexts & { pooling: Pooling },
): tf.Tensor2D {
  const vectors = pooledVectors(config, pooling, parameters, tables, withLengths(scored));
  return layer(vectors, parameters, CLASSIFIER);
}

function withLengths({ last, lengths, ...texts }: ScoredTexts): PaddedTexts {
  if (lengths) return { ...texts, lengths };
  const { ids } = texts;
  const [B, T] = ids.shape;
  const placesBefore = Float32Array.from({ length: B }, (_, row) => row * T - 1);
  return { ...texts, lengths: tf.sub(tf.cast(last, 'float32'), tf.tensor1d(placesBefore)) as tf.Tensor1D };
}

const layer = (x: tf.Tensor2D, parameters: Parameters, [weight, bias]: Layer): tf.Tensor2D =>
  tf.add(product(x, parameter(parameters, weight)), parameter(parameters, bias));

const product = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor2D =>
  tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D, false, true);
