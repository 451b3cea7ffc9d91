import * as tf from '@tensorflow/tfjs-core';
import { type LlamaConfig, llamaConfig, SIZE_PRESETS } from '../../../shared/domain/model.ts';
import { disposeTables, rotaryTables } from '../../ml/model/llama.ts';
import { initialWeights, toParameters } from '../../ml/model/parameters.ts';
import { ADAM, adamw } from '../../ml/train/optimizer.ts';
import { trainStep } from '../../ml/train/trainStep.ts';

const [B, T, V] = [4, 16, 64];

/** Every kind of layer that there is, and as many parameters as make some backends stumble. */
const TINY: LlamaConfig = {
  ...llamaConfig(SIZE_PRESETS.nano, T),
  vocab_size: V,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 2,
  head_dim: 16,
};

/** `[loss, gradient norm]` of the first steps of a tiny model on the current backend; always the same model and the same text. */
export async function tinyTraining(steps: number): Promise<number[][]> {
  const optimizer = adamw(0.1);
  const tables = rotaryTables(TINY);
  let parameters = toParameters(initialWeights(TINY, 7));
  let state = optimizer.init(parameters);
  const reports: number[][] = [];
  for (let step = 1; step <= steps; step++) {
    const text = Array.from({ length: B * T + 1 }, (_, i) => (7 * i * i + i + 13 * step) % V);
    const batch = {
      ids: tf.tensor2d(text.slice(0, -1), [B, T], 'int32'),
      targets: tf.tensor1d(text.slice(1), 'int32'),
      weights: tf.fill([B * T], 1 / (B * T)) as tf.Tensor1D,
    };
    const schedule = {
      learningRate: tf.scalar(3e-3),
      correction1: tf.scalar(1 - ADAM.beta1 ** step),
      correction2: tf.scalar(1 - ADAM.beta2 ** step),
    };
    const result = trainStep(TINY, tables, optimizer, 1, batch, schedule, parameters, state);
    reports.push([...(await result.report.data())]);
    ({ parameters, state } = result);
  }
  disposeTables(tables);
  return reports;
}
