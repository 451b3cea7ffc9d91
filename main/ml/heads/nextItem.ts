import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { hiddenStates, logits, outputOf, tablesOf } from '../architectures/model.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import { projectedCrossEntropy, projectedTokenLosses } from '../layers/projectedLoss.ts';
import type { Tensors } from '../program/program.ts';
import type { Head } from '../train/task.ts';
import { languageModelHead } from './languageModel.ts';

/**
 * The output projection over items (SASRec, Kang & McAuley 2018, with the softmax over all items in the place of one drawn negative). A batch has
 * `ids` `[B, T]`, padded at the end, `targets` `[B·T]`, the item that follows each, and `last` `[B]`, the place of each history's last item
 * among all B·T, all int32. An evaluation also tells the `scores` of all items after the last one, `[B, V]`.
 *
 * @param mostItems of the longest history: where that is less than the context, T is no more
 * @param vocabulary items and what stands before them, in the place of the configuration's tokens; `null` where it says them already
 */
export function nextItemHead(vocabulary: number | null, mostItems = Number.POSITIVE_INFINITY): Head {
  const rowOf = (contextLength: number) => Math.min(contextLength, mostItems);
  const own = (config: ModelConfig): ModelConfig =>
    vocabulary === null ? config : { ...config, vocab_size: vocabulary };
  return {
    name: `next of ${vocabulary ?? 'all'} items, ${mostItems} at most`,
    shapes: (config) => languageModelHead.shapes(own(config)),
    initial: (config, seed) => languageModelHead.initial(own(config), seed),
    scores: (config, parameters, tables, ids) => languageModelHead.scores(own(config), parameters, tables, ids),
    inputs({ batchSize: B, contextLength }) {
      const T = rowOf(contextLength);
      return new Map([
        ['ids', { dtype: 'int32', shape: [B, T] }],
        ['targets', { dtype: 'int32', shape: [B * T] }],
        ['last', { dtype: 'int32', shape: [B] }],
        ['weights', { dtype: 'float32', shape: [B * T] }],
      ]);
    },
    on(given) {
      const config = own(given);
      const tables = tablesOf(config);
      const hiddenOf = (parameters: Parameters, inputs: Tensors) =>
        hiddenStates(config, parameters, tables, parameter(inputs, 'ids') as tf.Tensor2D).hidden;
      const targetsOf = (inputs: Tensors): [tf.Tensor1D, tf.Tensor1D] => [
        parameter(inputs, 'targets') as tf.Tensor1D,
        parameter(inputs, 'weights') as tf.Tensor1D,
      ];
      return {
        loss: (parameters, inputs) =>
          projectedCrossEntropy(
            hiddenOf(parameters, inputs),
            outputOf(config, parameters),
            ...targetsOf(inputs),
          ) as tf.Scalar,
        evaluate(parameters, inputs) {
          const hidden = hiddenOf(parameters, inputs);
          const last = tf.gather(hidden, parameter(inputs, 'last') as tf.Tensor1D);
          return {
            losses: projectedTokenLosses(hidden, outputOf(config, parameters), ...targetsOf(inputs)),
            outputs: new Map([['scores', logits(config, parameters, last)]]),
          };
        },
      };
    },
    randomBatch(config, shape, random) {
      const { values, weights } = languageModelHead.randomBatch(
        own(config),
        { ...shape, contextLength: rowOf(shape.contextLength) },
        random,
      );
      return { values: { ...values, last: new Int32Array(shape.batchSize) }, weights };
    },
  };
}
