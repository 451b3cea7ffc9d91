import { expect, test } from 'vitest';
import { architecturesWith, createConfig, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { tablesOf } from '../../ml/architectures/model.ts';
import { packedValues } from '../../ml/architectures/packing.ts';
import { toParameters, valuesOf } from '../../ml/architectures/parameters.ts';
import { testLstmSteps } from '../../ml/architectures/testing/lstmSteps.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { shallow } from '../../ml/architectures/testing/shallow.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { eagerProgram } from '../../ml/program/eagerProgram.ts';
import type { Program, ProgramDefinition } from '../../ml/program/program.ts';
import { Random } from '../../ml/random.ts';
import { uncachedDecoder } from '../../ml/sample/decoder.ts';
import { decoderProgram, programDecoder } from '../../ml/sample/decoderProgram.ts';
import { takeStep } from '../../ml/train/takeStep.ts';
import { trainingProgram } from '../../ml/train/trainingProgram.ts';
import { programMaker } from '../programs/programs.ts';
import { useCompilingEngine } from '../testing.ts';

const { describe } = await useCompilingEngine();

const [B, T, V] = [2, 16, 64];

function compiled(definition: ProgramDefinition): Program {
  const { program, execution } = programMaker('fp32', (problem) => {
    throw new Error(`not compiled: ${problem}`);
  })(definition);
  expect(execution().mode).toBe('compiled');
  return program;
}

async function losses(program: Program, config: ModelConfig): Promise<number[]> {
  program.write(valuesOf(randomWeights(config, 1, 0.05)));
  const random = new Random(2);
  const found: number[] = [];
  for (let step = 1; step <= 4; step++) {
    const batch = languageModelHead.randomBatch(config, { batchSize: B, contextLength: T }, random);
    const { loss } = await takeStep(program, [batch].values(), { step, learningRate: 3e-3, microBatches: 1 });
    found.push(loss);
  }
  program.dispose();
  return found;
}

describe.each(architecturesWith('decoder'))('%s, compiled', (architecture) => {
  const config: ModelConfig = { ...shallow(createConfig(architecture, 'nano', T)), vocab_size: V };

  test('has the losses of the eager program', async () => {
    const shape = { config, batchSize: B, contextLength: T, gradientAccumulationSteps: 1 };
    const definition = trainingProgram({ ...shape, weightDecay: 0.1, maxGradNorm: 1 }, languageModelHead);
    const expected = await losses(eagerProgram(definition), config);
    const found = await losses(compiled(definition), config);
    for (const [index, loss] of found.entries()) expect(loss).toBeCloseTo(expected[index] as number, 3);
    expect(new Set(found).size).toBe(found.length);
  });

  test('decodes as the whole text computed anew', async () => {
    const weights = randomWeights(config, 3, 0.05);
    const program = compiled(decoderProgram(config, 1));
    program.write(packedValues(config, weights));
    const [fast, slow] = [
      programDecoder(program, config),
      uncachedDecoder(config, toParameters(weights), tablesOf(config)),
    ];
    for (const ids of [[3, 1, 4, 1, 5], [9], [2], [6]]) {
      const [found, expected] = [await fast.next(ids), await slow.next(ids)];
      const largest = Math.max(...found.map((value, index) => Math.abs(value - (expected[index] as number))));
      expect(largest).toBeLessThan(1e-4);
    }
    program.dispose();
  });
});

describe('ten steps of torch.nn.LSTM, compiled', () => {
  test.each(['tied', 'own'] as const)('%s projection', (kind) => testLstmSteps(kind, compiled));
});
