import * as tf from '@tensorflow/tfjs-core';
import { tablesOf } from '../architectures/model.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import type { Tensors } from '../program/program.ts';
import type { Head } from '../train/task.ts';
import { sequenceClassificationHead, textsOf } from './sequenceClassification.ts';
import { scoresOf } from './textScores.ts';

/**
 * The same layer as for labels with one output, as Hugging Face's `…ForSequenceClassification` has it where `num_labels` is 1: the number of a
 * text, standardised. A batch has `targets` `[B]`, float32, in the place of labels; a target loses the square of its difference. An evaluation
 * also tells the `scores` `[B]`.
 *
 * @param mostTokens of the longest text: where that is less than the context, T is no more, as nothing is learned from padding
 */
export function sequenceRegressionHead(mostTokens = Number.POSITIVE_INFINITY): Head {
  const labels = sequenceClassificationHead(1, mostTokens);
  return {
    ...labels,
    name: `sequence regression, ${mostTokens} tokens at most`,
    inputs(shape) {
      const { batchSize: B } = shape;
      const inputs = new Map(labels.inputs(shape));
      inputs.delete('labels');
      return inputs.set('targets', { dtype: 'float32', shape: [B] });
    },
    on(config) {
      const tables = tablesOf(config);
      /** `[B]` */
      const scores = (parameters: Parameters, inputs: Tensors): tf.Tensor => {
        return tf.reshape(scoresOf(config, parameters, tables, textsOf(inputs)), [-1]);
      };
      const losses = (found: tf.Tensor, inputs: Tensors): tf.Tensor => {
        const difference = tf.sub(found, parameter(inputs, 'targets'));
        return tf.mul(tf.mul(difference, difference), parameter(inputs, 'weights'));
      };
      return {
        loss: (parameters, inputs) => tf.sum(losses(scores(parameters, inputs), inputs)) as tf.Scalar,
        evaluate(parameters, inputs) {
          const found = scores(parameters, inputs);
          return { losses: losses(found, inputs), outputs: new Map([['scores', found]]) };
        },
      };
    },
    randomBatch(config, shape, random) {
      const { values, weights } = labels.randomBatch(config, shape, random);
      const { labels: _, ...texts } = values;
      return { values: { ...texts, targets: Float32Array.from(weights, () => random.normal()) }, weights };
    },
  };
}
