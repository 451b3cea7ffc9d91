import * as tf from '@tensorflow/tfjs-core';
import { dimensions, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { hiddenStates, initialWeights, parameterShapes, tablesOf } from '../architectures/model.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import { crossEntropy, tokenLosses } from '../layers/operations.ts';
import type { Tensors } from '../program/program.ts';
import { Random } from '../random.ts';
import type { Head } from '../train/task.ts';

/** The name that Hugging Face's `…ForSequenceClassification` gives to it; `[labels, D]`, without a bias. */
export const SCORE = 'score.weight';

/**
 * A linear layer on the hidden state of a text's last token, as in Hugging Face's `LlamaForSequenceClassification`: one score a label. A
 * batch has `ids` `[B, T]`, padded at the end, `last` `[B]`, the place of each text's last token among all B·T, and `labels` `[B]`, all
 * int32. An evaluation also tells the `scores` `[B, labels]`.
 *
 * Its class is Hugging Face's `…ForSequenceClassification`, which takes the last token that is no padding.
 *
 * @param mostTokens of the longest text: where that is less than the context, T is no more, as nothing is learned from padding
 */
export function sequenceClassificationHead(labels: number, mostTokens = Number.POSITIVE_INFINITY): Head {
  const rowOf = (contextLength: number) => Math.min(contextLength, mostTokens);
  /** The body has no output projection of its own. */
  const bodyShapes = (config: ModelConfig) => parameterShapes({ ...config, tie_word_embeddings: true });
  return {
    name: `sequence classification of ${labels}, ${mostTokens} tokens at most`,
    classSuffix: 'ForSequenceClassification',
    shapes: (config) => new Map([...bodyShapes(config), [SCORE, [labels, dimensions(config).hidden_size]]]),
    initial(config, seed) {
      const weights = new Map(initialWeights({ ...config, tie_word_embeddings: true }, seed));
      const random = new Random(seed + 1);
      const data = Float32Array.from(
        { length: labels * dimensions(config).hidden_size },
        () => random.normal() * config.initializer_range,
      );
      return weights.set(SCORE, { shape: [labels, dimensions(config).hidden_size], data });
    },
    scores(config, parameters, tables, ids) {
      const { hidden } = hiddenStates(config, parameters, tables, ids);
      return classScores(parameters, tf.slice(hidden, [(hidden.shape[0] as number) - 1, 0], [1, -1]));
    },
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
      const scores = (parameters: Parameters, inputs: Tensors) => {
        const { hidden } = hiddenStates(config, parameters, tables, parameter(inputs, 'ids') as tf.Tensor2D);
        return classScores(parameters, tf.gather(hidden, parameter(inputs, 'last') as tf.Tensor1D));
      };
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

/** Scores of each label: `[N, D]` → `[N, labels]`. */
export const classScores = (parameters: Parameters, hidden: tf.Tensor): tf.Tensor2D =>
  tf.matMul(hidden as tf.Tensor2D, parameter(parameters, SCORE) as tf.Tensor2D, false, true);

const targetsOf = (inputs: Tensors): [tf.Tensor1D, tf.Tensor1D] => [
  parameter(inputs, 'labels') as tf.Tensor1D,
  parameter(inputs, 'weights') as tf.Tensor1D,
];
