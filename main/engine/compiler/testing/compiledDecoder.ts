import type { ModelConfig } from '../../../../shared/domain/architectures/index.ts';
import type { OptimizerName } from '../../../../shared/domain/runs/settings.ts';
import { tablesOf } from '../../../ml/architectures/model.ts';
import { packedValues } from '../../../ml/architectures/packing.ts';
import { toParameters, valuesOf } from '../../../ml/architectures/parameters.ts';
import { randomWeights } from '../../../ml/architectures/testing/randomWeights.ts';
import { languageModelHead } from '../../../ml/heads/languageModel.ts';
import type { Program, ProgramDefinition } from '../../../ml/program/program.ts';
import { Random } from '../../../ml/random.ts';
import { uncachedDecoder } from '../../../ml/sample/decoder.ts';
import { decoderProgram, programDecoder } from '../../../ml/sample/decoderProgram.ts';
import { takeStep } from '../../../ml/train/takeStep.ts';
import { trainingProgram } from '../../../ml/train/trainingProgram.ts';

const [B, T, V] = [2, 16, 64];

/** A configuration that is trained and decodes in a moment. @param configure gives that of a context */
export const smallDecoder = (configure: (context: number) => ModelConfig): ModelConfig => ({
  ...configure(T),
  vocab_size: V,
});

export function trainingOf(
  config: ModelConfig,
  { gradientAccumulationSteps = 1, optim = 'adamw' as OptimizerName } = {},
): ProgramDefinition {
  const shape = { config, batchSize: B, contextLength: T, gradientAccumulationSteps, optim };
  return trainingProgram({ ...shape, weightDecay: 0.1, maxGradNorm: 1 }, languageModelHead);
}

/** Losses of the first steps of a model with random weights, always the same; disposes of the program. */
export async function firstLosses(
  program: Program,
  config: ModelConfig,
  steps: number,
  optim: OptimizerName = 'adamw',
): Promise<number[]> {
  program.write(valuesOf(randomWeights(config, 1, 0.05)));
  const random = new Random(2);
  const found: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const batch = languageModelHead.randomBatch(config, { batchSize: B, contextLength: T }, random);
    const { loss } = await takeStep(program, [batch].values(), { step, learningRate: 3e-3, microBatches: 1, optim });
    found.push(loss);
  }
  program.dispose();
  return found;
}

/** The largest difference of a logit, piece by piece of a text with a memory, from the whole text computed anew. */
export async function decodingError(
  make: (definition: ProgramDefinition) => Program,
  config: ModelConfig,
): Promise<number> {
  const weights = randomWeights(config, 3, 0.05);
  const program = make(decoderProgram(config, 1));
  program.write(packedValues(config, weights));
  const [fast, slow] = [
    programDecoder(program, config),
    uncachedDecoder(config, toParameters(weights), tablesOf(config)),
  ];
  let largest = 0;
  for (const ids of [[3, 1, 4, 1, 5], [9], [2], [6]]) {
    const [found, expected] = [await fast.next(ids), await slow.next(ids)];
    for (const [index, value] of found.entries())
      largest = Math.max(largest, Math.abs(value - (expected[index] as number)));
  }
  program.dispose();
  return largest;
}
