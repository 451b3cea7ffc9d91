import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Pooling } from '../../../shared/domain/models/embedding.ts';
import type { Tables } from '../architectures/architecture.ts';
import { initialWeights, parameterShapes, tablesOf } from '../architectures/model.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import { firstStates, meanStates, type PaddedTexts, textStates } from '../architectures/textStates.ts';
import { withGradient } from '../layers/gradient.ts';
import { crossEntropy, tokenLosses } from '../layers/operations.ts';
import type { Tensors } from '../program/program.ts';
import type { Head } from '../train/task.ts';

/** Of the cosines, as sentence-transformers has it: the inverse of a temperature of 0.05. */
const SCALE = 20;
/** Added to what must not count as a wrong answer. */
export const NOT_WRONG = -1e4;
/** PyTorch's `normalize` divides by 1e-12 at least. */
const LEAST_SQUARE = 1e-24;

/**
 * Multiple negatives ranking loss (Henderson et al. 2017, https://arxiv.org/abs/1705.00652; sentence-transformers'
 * `MultipleNegativesRankingLoss`): of B pairs, each first text has to be nearer to its own second one than to those of the others, by the
 * cross-entropy over their cosines · 20. There are no parameters beside the body's.
 *
 * A batch has `ids` `[2·B, T]`, int32, the first texts and then the second ones, padded at the end; `lengths` `[2·B]`, int32; `mask` `[B, B]`,
 * float32, which is added to the scores: `NOT_WRONG` where another pair's second text is right, too. An evaluation also tells the `vectors`
 * `[2·B, D]`.
 *
 * @param pooling how the states of a text's tokens become one; vectors have the length 1 here in any case
 * @param mostTokens of the longest text: where that is less than the context, T is no more, as nothing is learned from padding
 */
export function sentencePairsHead({ from }: Pick<Pooling, 'from'>, mostTokens = Number.POSITIVE_INFINITY): Head {
  const rowOf = (contextLength: number) => Math.min(contextLength, mostTokens);
  /** `[N, D]`, of length 1. */
  const vectorsOf = (config: ModelConfig, parameters: Parameters, tables: Tables, texts: PaddedTexts) => {
    const states = textStates(config, parameters, tables, texts);
    return unit(from === 'first' ? firstStates(states, texts) : meanStates(states, texts));
  };
  return {
    name: `pairs of ${from} states, ${mostTokens} tokens at most`,
    peftTask: 'FEATURE_EXTRACTION',
    shapes: (config) => parameterShapes(withoutOutput(config)),
    initial: (config, seed) => initialWeights(withoutOutput(config), seed),
    scores: (config, parameters, tables, ids) =>
      vectorsOf(config, parameters, tables, { ids, lengths: tf.tensor1d([ids.shape[1]], 'int32') }),
    whole: { output: 'sentence_embedding', scores: vectorsOf },
    inputs({ batchSize: B, contextLength }) {
      return new Map([
        ['ids', { dtype: 'int32', shape: [2 * B, rowOf(contextLength)] }],
        ['lengths', { dtype: 'int32', shape: [2 * B] }],
        ['mask', { dtype: 'float32', shape: [B, B] }],
        ['weights', { dtype: 'float32', shape: [B] }],
      ]);
    },
    on(config) {
      const tables = tablesOf(config);
      const compared = (parameters: Parameters, inputs: Tensors) => {
        const ids = parameter(inputs, 'ids') as tf.Tensor2D;
        const vectors = vectorsOf(config, parameters, tables, {
          ids,
          lengths: parameter(inputs, 'lengths') as tf.Tensor1D,
        });
        const [N, D] = vectors.shape;
        const [first, second] = [0, N / 2].map((row) => tf.slice(vectors, [row, 0], [N / 2, D]) as tf.Tensor2D);
        const cosines = tf.matMul(first as tf.Tensor2D, second as tf.Tensor2D, false, true);
        const scores = tf.add(tf.mul(cosines, SCALE), parameter(inputs, 'mask')) as tf.Tensor2D;
        return { vectors, scores };
      };
      const targetsOf = (inputs: Tensors): [tf.Tensor1D, tf.Tensor1D] => {
        const weights = parameter(inputs, 'weights') as tf.Tensor1D;
        // The own text of each stands in its own place.
        return [
          tf.tensor1d(
            Int32Array.from({ length: weights.shape[0] }, (_, row) => row),
            'int32',
          ),
          weights,
        ];
      };
      return {
        loss: (parameters, inputs) =>
          crossEntropy(compared(parameters, inputs).scores, ...targetsOf(inputs)) as tf.Scalar,
        evaluate(parameters, inputs) {
          const { vectors, scores } = compared(parameters, inputs);
          return { losses: tokenLosses(scores, ...targetsOf(inputs)), outputs: new Map([['vectors', vectors]]) };
        },
      };
    },
    randomBatch(config, { batchSize: B, contextLength }, random) {
      const T = rowOf(contextLength);
      return {
        values: {
          ids: Int32Array.from({ length: 2 * B * T }, () => random.integer(config.vocab_size)),
          lengths: new Int32Array(2 * B).fill(T),
          mask: new Float32Array(B * B),
        },
        weights: new Float32Array(B).fill(1),
      };
    },
  };
}

/** A body has no output projection of its own. */
const withoutOutput = (config: ModelConfig): ModelConfig => ({ ...config, tie_word_embeddings: true });

/** Rows divided by their lengths, with its gradient: (dy − y · Σ dy·y) / |x|. `[N, D]` → `[N, D]` */
function unit(rows: tf.Tensor2D): tf.Tensor2D {
  return withGradient(
    [rows],
    ([x], save) => {
      const scale = tf.rsqrt(tf.maximum(tf.sum(tf.square(x as tf.Tensor), 1, true), LEAST_SQUARE)); // N 1
      const y = tf.mul(x as tf.Tensor, scale);
      save([y, scale]);
      return y;
    },
    (dy, [y, scale]) => {
      const along = tf.sum(tf.mul(dy, y as tf.Tensor), 1, true); // N 1
      return [tf.mul(tf.sub(dy, tf.mul(y as tf.Tensor, along)), scale as tf.Tensor)];
    },
  ) as tf.Tensor2D;
}
