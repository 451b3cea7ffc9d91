import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Pooling } from '../../../shared/domain/models/embedding.ts';
import { initialWeights, parameterShapes, tablesOf } from '../architectures/model.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import { crossEntropy, tokenLosses } from '../layers/operations.ts';
import type { Tensors } from '../program/program.ts';
import { Random } from '../random.ts';
import type { Head } from '../train/task.ts';
import { pooledScoresOf, pooledShapes, scoreShapes, scoresOf } from './textScores.ts';

/**
 * One score a label of each text, as Hugging Face's `…ForSequenceClassification` computes it on a body of its kind (`textScores.ts`). A
 * batch has `ids` `[B, T]`, padded at the end, `last` `[B]`, the place of each text's last token among all B·T, and `labels` `[B]`, all
 * int32. An evaluation also tells the `scores` `[B, labels]`.
 *
 * @param mostTokens of the longest text: where that is less than the context, T is no more, as nothing is learned from padding
 * @param pooling where the scores are of a text's vector, one linear layer on it. Hugging Face has no class for that: the model is of the body's
 *   own, with `classifier` beside it
 */
export function sequenceClassificationHead(
  labels: number,
  mostTokens = Number.POSITIVE_INFINITY,
  pooling: Pooling | null = null,
): Head {
  const rowOf = (contextLength: number) => Math.min(contextLength, mostTokens);
  /** The body has no output projection of its own. */
  const bodyShapes = (config: ModelConfig) => parameterShapes({ ...config, tie_word_embeddings: true });
  const headShapes = (config: ModelConfig, count: number) =>
    pooling ? pooledShapes(config, count, pooling) : scoreShapes(config, count);
  const scoresIn: typeof scoresOf = (config, parameters, tables, texts) =>
    pooling
      ? pooledScoresOf(config, parameters, tables, { ...texts, pooling })
      : scoresOf(config, parameters, tables, texts);
  return {
    name: `sequence classification of ${labels}, ${mostTokens} tokens at most${pooling ? `, ${JSON.stringify(pooling)}` : ''}`,
    ...(pooling ? {} : { classSuffix: 'ForSequenceClassification' }),
    shapes: (config) => new Map([...bodyShapes(config), ...headShapes(config, labels)]),
    initial(config, seed) {
      const weights = new Map(initialWeights({ ...config, tie_word_embeddings: true }, seed));
      const random = new Random(seed + 1);
      for (const [name, shape] of headShapes(config, labels)) {
        const data = new Float32Array(tf.util.sizeFromShape(shape));
        // Biases begin at 0.
        if (shape.length > 1) for (const place of data.keys()) data[place] = random.normal() * config.initializer_range;
        weights.set(name, { shape, data });
      }
      return weights;
    },
    scores(config, parameters, tables, ids) {
      const last = tf.tensor1d([ids.shape[1] - 1], 'int32');
      return scoresIn(config, parameters, tables, { ids, last });
    },
    whole: { output: 'logits', scores: scoresIn },
    inputs: ({ batchSize: B, contextLength: T }) =>
      new Map([
        ['ids', { dtype: 'int32', shape: [B, rowOf(T)] }],
        ['last', { dtype: 'int32', shape: [B] }],
        ['labels', { dtype: 'int32', shape: [B] }],
        ['weights', { dtype: 'float32', shape: [B] }],
      ]),
    on(config) {
      const tables = tablesOf(config);
      /** `[B, labels]` */
      const scores = (parameters: Parameters, inputs: Tensors) => scoresIn(config, parameters, tables, textsOf(inputs));
      return {
        loss: (parameters, inputs) => crossEntropy(scores(parameters, inputs), ...targetsOf(inputs)) as tf.Scalar,
        evaluate(parameters, inputs) {
          const found = scores(parameters, inputs);
          return { losses: tokenLosses(found, ...targetsOf(inputs)), outputs: new Map([['scores', found]]) };
        },
      };
    },
    randomBatch(config, { batchSize: B, contextLength }, random) {
      const T = rowOf(contextLength);
      return {
        values: {
          ids: Int32Array.from({ length: B * T }, () => random.integer(config.vocab_size)),
          last: Int32Array.from({ length: B }, (_, row) => row * T + T - 1),
          labels: Int32Array.from({ length: B }, () => random.integer(labels)),
        },
        weights: new Float32Array(B).fill(1),
      };
    },
  };
}

/** The texts among a batch's inputs. */
export const textsOf = (inputs: Tensors): { ids: tf.Tensor2D; last: tf.Tensor1D } => ({
  ids: parameter(inputs, 'ids') as tf.Tensor2D,
  last: parameter(inputs, 'last') as tf.Tensor1D,
});

const targetsOf = (inputs: Tensors): [tf.Tensor1D, tf.Tensor1D] => [
  parameter(inputs, 'labels') as tf.Tensor1D,
  parameter(inputs, 'weights') as tf.Tensor1D,
];
