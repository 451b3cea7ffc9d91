import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { llamaConfig, SIZE_PRESETS } from '../../../shared/domain/model.ts';
import { defaultSettings, type TrainingSettings } from '../../../shared/domain/training.ts';
import { programMaker } from '../../engine/programs.ts';
import { useEngine } from '../../engine/testing.ts';
import { initialWeights } from '../model/parameters.ts';
import { type Batch, TrainingBatches } from './batches.ts';
import { parseCorpus } from './corpusFormat.ts';
import { takeStep } from './takeStep.ts';
import { trainingProgram } from './trainingProgram.ts';
import { takeTrialSteps } from './trial.ts';

vi.setConfig({ testTimeout: 120_000 });

const { describe } = await useEngine('tensorflow');

const settings = (change: Partial<TrainingSettings> = {}): TrainingSettings => ({
  ...defaultSettings('nano'),
  precision: 'fp32',
  per_device_train_batch_size: 4,
  context_length: 32,
  ...change,
});
const config = llamaConfig(SIZE_PRESETS.nano, settings().context_length);
const trial = (change: Partial<TrainingSettings> = {}) =>
  takeTrialSteps({ config, settings: settings(change), makeProgram: programMaker('fp32') });

/** Milliseconds of a step of a real run on a text, the middle one of ten after the first. */
async function runStepMs(microBatches: number): Promise<number> {
  const { per_device_train_batch_size: B, context_length: T, weight_decay, max_grad_norm } = settings();
  const { program } = programMaker('fp32')(
    trainingProgram({
      ...{ config, batchSize: B, contextLength: T },
      ...{ gradientAccumulationSteps: microBatches, weightDecay: weight_decay, maxGradNorm: max_grad_norm },
    }),
  );
  program.write(new Map(Array.from(initialWeights(config, 1), ([name, { data }]) => [name, data])));
  const ids = Uint16Array.from({ length: 5001 }, (_, index) => (index * 31) % config.vocab_size);
  const batches: Iterator<Batch> = new TrainingBatches(parseCorpus(ids, Uint32Array.of(0, 1)), B, T, 1);
  const times: number[] = [];
  for (let step = 1; step <= 11; step++) {
    const start = performance.now();
    await takeStep(program, batches, { step, learningRate: 1e-3, microBatches });
    times.push(performance.now() - start);
  }
  program.dispose();
  return times.slice(1).sort((a, b) => a - b)[5] as number;
}

describe('a trial', () => {
  // Whatever else the machine does meanwhile may disturb one of the two.
  it.each([1, 4])('tells what a step of a run takes, of %i micro-batches too', { retry: 2 }, async (microBatches) => {
    const { stepMs, readyMs, execution } = await trial({ gradient_accumulation_steps: microBatches });
    const real = await runStepMs(microBatches);
    expect(stepMs).toBeGreaterThan(real / 3);
    expect(stepMs).toBeLessThan(real * 3);
    expect(readyMs).toBeGreaterThan(stepMs / microBatches);
    expect(execution).toEqual({ mode: 'compiled', precision: 'fp32', problem: null });
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await trial();
    await trial({ gradient_accumulation_steps: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
