import { loadEngine } from '../../main/engine/backends/load.ts';
import { selectionFromEnvironment } from '../../main/engine/choose/select.ts';
import { programMaker } from '../../main/engine/programs/programs.ts';
import { languageModelHead } from '../../main/ml/heads/languageModel.ts';
import { Random } from '../../main/ml/random.ts';
import { writeBeginning, writeConstants } from '../../main/ml/train/beginning.ts';
import { takeStep } from '../../main/ml/train/takeStep.ts';
import { type TrainingShape, trainingProgram } from '../../main/ml/train/trainingProgram.ts';
import { loraTuning } from '../../main/ml/tuning/lora.ts';
import { type BaseWeights, fullTuning } from '../../main/ml/tuning/tuning.ts';
import { countParameters, type ModelConfig } from '../../shared/domain/architectures/index.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { CaseInput } from './contract.ts';
import { HYPERPARAMETERS, LORA, SEED, tuneConfig } from './workload.ts';

/** Training on top of a base, ready for its first step. */
export interface TuneCase {
  engine: string;
  parameters: number;
  /** Tokens of a step. */
  tokens: number;
  step(): Promise<number>;
}

/**
 * Loads the engine into this process and makes a base of SmolLM2's shape ready to be trained on.
 *
 * @throws AppError `engine_unavailable` where the engine has no compiler: what is measured is what was asked for
 */
export async function startTuning(input: Omit<CaseInput<'tune'>, 'steps'>): Promise<TuneCase> {
  const { tuning: kind, precision, gradientCheckpointing, batchSize, contextLength } = input;
  const { name, version } = await loadEngine(await selectionFromEnvironment());
  const config = tuneConfig(input.size, contextLength);
  const shape: TrainingShape = {
    ...{ config, batchSize, contextLength, gradientAccumulationSteps: 1 },
    ...{ weightDecay: HYPERPARAMETERS.weightDecay, maxGradNorm: HYPERPARAMETERS.maxGradNorm },
    ...(gradientCheckpointing && { gradientCheckpointing }),
  };
  const refuse = (reason: string) => {
    throw new AppError('engine_unavailable', { engine: 'for compiled steps', reason });
  };
  const tuning = kind === 'full' ? fullTuning : loraTuning(LORA);
  // Texts along the way are measured elsewhere.
  const { further: _, ...head } = languageModelHead;
  const definition = trainingProgram(shape, head, tuning);
  const { program, execution } = programMaker(precision, refuse)(definition);
  if (execution().mode !== 'compiled') refuse('this engine has no compiler');
  const beginning = { config, settings: { seed: SEED }, head, base: randomBase(config), tuning };
  await writeConstants(program, definition, beginning);
  await writeBeginning(program, beginning);
  const batch = languageModelHead.randomBatch(config, shape, new Random(SEED));
  let step = 0;
  return {
    engine: `kindling ${name} ${version}`,
    parameters: countParameters(config),
    tokens: batchSize * contextLength,
    async step() {
      step++;
      const { learningRate } = HYPERPARAMETERS;
      const { loss } = await takeStep(program, [batch].values(), { step, learningRate, microBatches: 1 });
      return loss;
    },
  };
}

/** Weights that are quickly made, each tensor when it is asked for: uniform, with the deviation of a fresh model's. */
function randomBase(config: ModelConfig): BaseWeights {
  const shapes = languageModelHead.shapes(config);
  return {
    sha256: 'random',
    async read(name) {
      const shape = shapes.get(name) ?? [];
      const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
      if (shape.length === 1) return data.fill(1);
      const random = new Random(SEED + name.length);
      const width = 2 * Math.sqrt(3) * config.initializer_range;
      for (let index = 0; index < data.length; index++) data[index] = (random.next() - 0.5) * width;
      return data;
    },
  };
}
