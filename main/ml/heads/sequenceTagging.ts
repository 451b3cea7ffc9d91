import type * as tf from '@tensorflow/tfjs-core';
import { tablesOf } from '../architectures/model.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import { binaryCrossEntropy, binaryLosses } from '../layers/binaryCrossEntropy.ts';
import type { Tensors } from '../program/program.ts';
import type { Head } from '../train/task.ts';
import { sequenceClassificationHead, textsOf } from './sequenceClassification.ts';
import { scoresOf } from './textScores.ts';

/**
 * The same layer as for one label a text, where a text has any number of them: Hugging Face's `…ForSequenceClassification` with `problem_type`
 * `multi_label_classification`. A batch has `targets` `[B, labels]`, float32, 1 for a label that the text has, in the place of `labels`.
 *
 * @param mostTokens of the longest text: where that is less than the context, T is no more, as nothing is learned from padding
 */
export function sequenceTaggingHead(labels: number, mostTokens = Number.POSITIVE_INFINITY): Head {
  const single = sequenceClassificationHead(labels, mostTokens);
  return {
    ...single,
    name: `sequence tagging of ${labels}, ${mostTokens} tokens at most`,
    inputs(shape) {
      const inputs = new Map(single.inputs(shape));
      inputs.delete('labels');
      return inputs.set('targets', { dtype: 'float32', shape: [shape.batchSize, labels] });
    },
    on(config) {
      const tables = tablesOf(config);
      const scores = (parameters: Parameters, inputs: Tensors) => scoresOf(config, parameters, tables, textsOf(inputs));
      return {
        loss: (parameters, inputs) => binaryCrossEntropy(scores(parameters, inputs), ...targetsOf(inputs)),
        evaluate(parameters, inputs) {
          const found = scores(parameters, inputs);
          return { losses: binaryLosses(found, ...targetsOf(inputs)), outputs: new Map([['scores', found]]) };
        },
      };
    },
    randomBatch(config, shape, random) {
      const { values, weights } = single.randomBatch(config, shape, random);
      const { labels: _, ...texts } = values;
      const targets = Float32Array.from({ length: shape.batchSize * labels }, () => random.integer(2));
      return { values: { ...texts, targets }, weights };
    },
  };
}

const targetsOf = (inputs: Tensors): [tf.Tensor, tf.Tensor] => [
  parameter(inputs, 'targets'),
  parameter(inputs, 'weights'),
];
