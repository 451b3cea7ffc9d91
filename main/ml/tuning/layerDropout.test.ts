import { expect, test } from 'vitest';
import { createConfig } from '../../../shared/domain/architectures/index.ts';
import { lstmConfig } from '../../../shared/domain/architectures/lstm.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { useEngine } from '../../engine/testing.ts';
import { valuesOf } from '../architectures/parameters.ts';
import { randomWeights } from '../architectures/testing/randomWeights.ts';
import { languageModelHead } from '../heads/languageModel.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { Random } from '../random.ts';
import { takeStep } from '../train/takeStep.ts';
import { trainingProgram } from '../train/trainingProgram.ts';
import { wholeTuning } from './index.ts';
import { fullTuning } from './tuning.ts';

const config = lstmConfig({ vocab_size: 50, hidden_size: 12, num_hidden_layers: 2 }, 12);
const settings = (lstm_dropout: number) => ({ ...defaultSettings('nano'), lstm_dropout });

/** The loss of a step, and of an evaluation after it. */
async function lossesWith(probability: number, seed: number): Promise<[number, number]> {
  const tuning = wholeTuning(config, settings(probability));
  const shape = { config, batchSize: 2, contextLength: 12, gradientAccumulationSteps: 1 };
  const program = eagerProgram(
    trainingProgram({ ...shape, weightDecay: 0, maxGradNorm: 1 }, languageModelHead, tuning),
  );
  program.write(valuesOf(randomWeights(config, 1, 0.5)));
  const batch = languageModelHead.randomBatch(config, shape, new Random(2));
  const draws = (microBatch: number) => tuning.drawsOf(seed, microBatch);
  const { loss } = await takeStep(program, [batch].values(), { step: 1, learningRate: 0, microBatches: 1, draws });
  const weights = batch.weights.map((weight) => weight / batch.weights.length);
  const { loss: evaluated } = await program.run('evaluate', { ...batch.values, weights });
  program.dispose();
  return [loss, (evaluated as Float32Array)[0] as number];
}

test('a share of what goes from layer to layer is dropped while a step is taken, the same for a seed, and nothing else', async () => {
  await useEngine('wasm');
  const [[plain, evaluated], [dropped, evaluatedToo], [same], [other]] = [
    await lossesWith(0, 1),
    await lossesWith(0.5, 1),
    await lossesWith(0.5, 1),
    await lossesWith(0.5, 2),
  ];
  expect(plain).toBeCloseTo(evaluated, 4);
  expect(evaluatedToo).toBe(evaluated);
  expect(dropped).not.toBeCloseTo(plain, 3);
  expect(same).toBe(dropped);
  expect(other).not.toBe(dropped);
});

test('it is of an LSTM alone', () => {
  expect(wholeTuning(createConfig('llama', 'nano', 16), settings(0.5))).toBe(fullTuning);
  expect(wholeTuning(config, settings(0))).toBe(fullTuning);
});
