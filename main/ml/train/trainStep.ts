import * as tf from '@tensorflow/tfjs-core';
import type { LlamaConfig } from '../../../shared/domain/model.ts';
import { hiddenStates, logits, type RotaryTables } from '../model/llama.ts';
import { crossEntropy } from '../model/operations.ts';
import type { Parameters } from '../model/parameters.ts';
import { clipByGlobalNorm, type Optimizer, type Schedule } from './optimizer.ts';

/** A batch in the engine. `weights` sum to 1 over the targets that count and are 0 elsewhere. */
export interface BatchTensors {
  /** `[B, T]`, int32. */
  ids: tf.Tensor2D;
  /** `[B·T]`, int32: the token that follows each position. */
  targets: tf.Tensor1D;
  /** `[B·T]`. */
  weights: tf.Tensor1D;
}

export interface StepResult<State> {
  /** `[loss, gradient norm]` in one tensor: one read, one wait for the engine. */
  report: tf.Tensor1D;
  parameters: Parameters;
  state: State;
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

/**
 * One optimizer step as a pure function of (batch, schedule, parameters, state): nothing else is read and nothing is changed. All
 * results are new tensors and the caller's; so are the arguments still.
 */
export function trainStep<State>(
  config: LlamaConfig,
  tables: RotaryTables,
  optimizer: Optimizer<State>,
  maxGradNorm: number,
  batch: BatchTensors,
  schedule: Schedule,
  parameters: Parameters,
  state: State,
): StepResult<State> {
  const names = [...parameters.keys()];
  const loss = (...weights: tf.Tensor[]) =>
    batchLoss(config, new Map(names.map((name, index) => [name, weights[index] as tf.Tensor])), tables, batch);
  const { value, grads } = tf.valueAndGrads(loss)([...parameters.values()]);
  const gradients = new Map(names.map((name, index) => [name, grads[index] as tf.Tensor]));
  const { norm, scale: gradientScale } = clipByGlobalNorm(gradients, maxGradNorm);
  const updated = optimizer.update(gradients, state, parameters, { ...schedule, gradientScale });
  return { report: tf.stack([value, norm]) as tf.Tensor1D, ...updated };
}
