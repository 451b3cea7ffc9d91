import * as tf from '@tensorflow/tfjs-core';
import { llamaConfig, SIZE_PRESETS } from '../../shared/domain/model.ts';
import { disposeTables, rotaryTables } from '../ml/model/llama.ts';
import { initialWeights, toParameters } from '../ml/model/parameters.ts';
import { Random } from '../ml/random.ts';
import { ADAM, adamw } from '../ml/train/optimizer.ts';
import { trainStep } from '../ml/train/trainStep.ts';

/** What is measured: a step of `nano`, large enough that a graphics processor can show what it is good for, and soon done by WASM. */
const B = 8;
const T = SIZE_PRESETS.nano.max_position_embeddings;
const MOST_STEPS = 5;
const ENOUGH_MS = 2000;

/**
 * Milliseconds of one real training step on the current backend. The first step, which compiles shaders and fills caches, does not
 * count; of the others the fastest does, as whatever else the machine is busy with only makes them slower.
 */
export async function measureStep(): Promise<number> {
  const config = llamaConfig(SIZE_PRESETS.nano, T);
  const optimizer = adamw(0.1);
  const tables = rotaryTables(config);
  const parameters = toParameters(initialWeights(config, 1));
  const state = optimizer.init(parameters);
  const random = new Random(1);
  const token = () => Math.floor(random.next() * config.vocab_size);
  const text = Int32Array.from({ length: B * T + 1 }, token);

  const step = async () => {
    const start = performance.now();
    const report = tf.tidy(() => {
      const batch = {
        ids: tf.tensor2d(text.subarray(0, -1), [B, T], 'int32'),
        targets: tf.tensor1d(text.subarray(1), 'int32'),
        weights: tf.fill([B * T], 1 / (B * T)) as tf.Tensor1D,
      };
      const schedule = {
        learningRate: tf.scalar(1e-3),
        correction1: tf.scalar(1 - ADAM.beta1),
        correction2: tf.scalar(1 - ADAM.beta2),
      };
      return trainStep(config, tables, optimizer, 1, batch, schedule, parameters, state).report;
    });
    const [loss] = await report.data();
    report.dispose();
    if (!Number.isFinite(loss)) throw new Error(`the loss of a training step is ${loss}`);
    return performance.now() - start;
  };

  await step();
  const times: number[] = [];
  const start = performance.now();
  do times.push(await step());
  while (times.length < MOST_STEPS && performance.now() - start < ENOUGH_MS);
  tf.dispose([...parameters.values(), ...state.first.values(), ...state.second.values()]);
  disposeTables(tables);
  return Math.min(...times);
}
