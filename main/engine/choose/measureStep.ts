import * as tf from '@tensorflow/tfjs-core';
import { createConfig, DEFAULT_ARCHITECTURE } from '../../../shared/domain/architectures/index.ts';
import { SIZE_PRESETS } from '../../../shared/domain/architectures/sizes.ts';
import { initialWeights } from '../../ml/architectures/model.ts';
import { valuesOf } from '../../ml/architectures/parameters.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { Random } from '../../ml/random.ts';
import { takeStep } from '../../ml/train/takeStep.ts';
import type { Batch } from '../../ml/train/task.ts';
import { trainingProgram } from '../../ml/train/trainingProgram.ts';
import { programMaker } from '../programs/programs.ts';
import { fastestStep } from './fastestStep.ts';

/** What is measured: a step of `nano`, large enough that a graphics processor can show what it is good for, and soon done by WASM. */
const B = 8;
const T = SIZE_PRESETS.nano.max_position_embeddings;

/**
 * Milliseconds of one real training step on the current backend, run in the way in which it trains.
 *
 * @param now milliseconds that have passed since some time
 */
export async function measureStep(now = () => performance.now()): Promise<number> {
  const config = createConfig(DEFAULT_ARCHITECTURE, 'nano', T);
  const { program, execution } = programMaker('auto')(
    trainingProgram(
      {
        config,
        batchSize: B,
        contextLength: T,
        gradientAccumulationSteps: 1,
        weightDecay: 0.1,
        maxGradNorm: 1,
      },
      languageModelHead,
    ),
  );
  program.write(valuesOf(initialWeights(config, 1)));
  const random = new Random(1);
  const token = () => random.integer(config.vocab_size);
  const text = Int32Array.from({ length: B * T + 1 }, token);
  const batch: Batch = {
    values: { ids: text.slice(0, -1), targets: text.slice(1) },
    weights: new Float32Array(B * T).fill(1),
  };

  const step = async () => {
    const start = now();
    const request = { step: 1, learningRate: 1e-3, microBatches: 1 };
    const { loss } = await takeStep(program, [batch].values(), request);
    if (!Number.isFinite(loss)) throw new Error(`the loss of a training step is ${loss}`);
    return now() - start;
  };

  // Beside ONNX Runtime, which compiles, the backend is WASM's as well.
  const isPlain = tf.getBackend() === 'wasm' && execution().mode === 'eager';
  const fastest = await fastestStep(step, isPlain);
  program.dispose();
  return fastest;
}
