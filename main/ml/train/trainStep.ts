import * as tf from '@tensorflow/tfjs-core';
import type { LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { hiddenStates, logits, type RotaryTables } from '../architectures/llama.ts';
import type { Parameters } from '../architectures/parameters.ts';
import { crossEntropy, tokenLosses } from '../layers/operations.ts';

/** A batch in the engine. `weights` sum to 1 over the targets of a step that count and are 0 elsewhere. */
export interface BatchTensors {
  /** `[B, T]`, int32. */
  ids: tf.Tensor2D;
  /** `[B·T]`, int32: the token that follows each position. */
  targets: tf.Tensor1D;
  /** `[B·T]`. */
  weights: tf.Tensor1D;
}

/** Mean loss of a batch in nats per token. */
export function batchLoss(
  config: LlamaConfig,
  parameters: Parameters,
  tables: RotaryTables,
  { ids, targets, weights }: BatchTensors,
): tf.Scalar {
  const { hidden } = hiddenStates(config, parameters, tables, ids);
  return crossEntropy(logits(config, parameters, hidden), targets, weights) as tf.Scalar;
}

/** What each target of a batch adds to its loss: `[B·T]`. */
export function batchLosses(
  config: LlamaConfig,
  parameters: Parameters,
  tables: RotaryTables,
  { ids, targets, weights }: BatchTensors,
): tf.Tensor1D {
  const { hidden } = hiddenStates(config, parameters, tables, ids);
  return tokenLosses(logits(config, parameters, hidden), targets, weights);
}

/** The loss of a batch and its gradients by parameter name. */
export function batchGradients(
  config: LlamaConfig,
  parameters: Parameters,
  tables: RotaryTables,
  batch: BatchTensors,
): { loss: tf.Scalar; gradients: Parameters } {
  const names = [...parameters.keys()];
  const loss = (...weights: tf.Tensor[]) =>
    batchLoss(config, new Map(names.map((name, index) => [name, weights[index] as tf.Tensor])), tables, batch);
  const { value, grads } = tf.valueAndGrads(loss)([...parameters.values()]);
  return {
    loss: value as tf.Scalar,
    gradients: new Map(names.map((name, index) => [name, grads[index] as tf.Tensor])),
  };
}
