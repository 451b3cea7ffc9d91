import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import {
  hiddenStates,
  initialWeights,
  logits,
  memoryBytes,
  outputOf,
  parameterShapes,
  tablesOf,
} from '../architectures/model.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import { projectedCrossEntropy, projectedTokenLosses } from '../layers/projectedLoss.ts';
import type { Tensors } from '../program/program.ts';
import { decoderMethods } from '../sample/decoderProgram.ts';
import type { Head } from '../train/task.ts';

const MOST_STREAMS = 16;
/** What the caches of all streams may take. */
const CACHE_BYTES = 512e6;

/** Texts that are written at once: as many as keep memory modest. */
export const textStreams = (config: ModelConfig): number =>
  Math.max(1, Math.min(MOST_STREAMS, Math.floor(CACHE_BYTES / memoryBytes(config))));

/**
 * The output projection, which says of every token what comes next. A batch has `ids` `[B, T]` and `targets` `[B·T]`, the token that
 * follows each position, both int32. The program also decodes `textStreams` texts at once.
 *
 * Lies in `ml` and not with the task: what a step takes is measured with it wherever an engine is chosen.
 */
export const languageModelHead: Head = {
  name: 'language model',
  shapes: parameterShapes,
  initial: initialWeights,
  scores(config, parameters, tables, ids) {
    const { hidden } = hiddenStates(config, parameters, tables, ids);
    // After the last row only: the vocabulary is the widest product of the model.
    return logits(config, parameters, tf.slice(hidden, [(hidden.shape[0] as number) - 1, 0], [1, -1]));
  },
  inputs: ({ batchSize: B, contextLength: T }) =>
    new Map([
      ['ids', { dtype: 'int32', shape: [B, T] }],
      ['targets', { dtype: 'int32', shape: [B * T] }],
      ['weights', { dtype: 'float32', shape: [B * T] }],
    ]),
  on(config) {
    const tables = tablesOf(config);
    /** `[B·T, D]`, and the matrix `[V, D]` that scores them. */
    const scored = (parameters: Parameters, inputs: Tensors) => {
      const { hidden } = hiddenStates(config, parameters, tables, parameter(inputs, 'ids') as tf.Tensor2D);
      return [hidden, outputOf(config, parameters)] as const;
    };
    return {
      loss: (parameters, inputs) =>
        projectedCrossEntropy(...scored(parameters, inputs), ...targetsOf(inputs)) as tf.Scalar,
      evaluate: (parameters, inputs) => ({
        losses: projectedTokenLosses(...scored(parameters, inputs), ...targetsOf(inputs)),
      }),
    };
  },
  further: (config) => decoderMethods(config, textStreams(config)),
  randomBatch(config, { batchSize: B, contextLength: T }, random) {
    const tokens = () => Int32Array.from({ length: B * T }, () => random.integer(config.vocab_size));
    return { values: { ids: tokens(), targets: tokens() }, weights: new Float32Array(B * T).fill(1) };
  },
};

const targetsOf = (inputs: Tensors): [tf.Tensor1D, tf.Tensor1D] => [
  parameter(inputs, 'targets') as tf.Tensor1D,
  parameter(inputs, 'weights') as tf.Tensor1D,
];
