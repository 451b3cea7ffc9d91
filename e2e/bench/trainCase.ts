import { loadEngine } from '../../main/engine/backends/load.ts';
import { selectionFromEnvironment } from '../../main/engine/choose/select.ts';
import { programMaker } from '../../main/engine/programs/programs.ts';
import type { Weights } from '../../main/ml/architectures/parameters.ts';
import { languageModelHead } from '../../main/ml/heads/languageModel.ts';
import { eagerProgram } from '../../main/ml/program/eagerProgram.ts';
import type { Program, ProgramDefinition } from '../../main/ml/program/program.ts';
import { takeStep } from '../../main/ml/train/takeStep.ts';
import type { Batch } from '../../main/ml/train/task.ts';
import { trainingProgram } from '../../main/ml/train/trainingProgram.ts';
import { contextOf } from '../../shared/domain/architectures/index.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { HYPERPARAMETERS, modeName, type TrainMode, type Workload } from './workload.ts';

/** What the benchmark needs of training, and all that it knows of the engine. */
export interface TrainEngine {
  /** Name and version of what computes. */
  name: string;
  /** Makes a model ready to train. Preparing the step (recording, compiling) belongs here or into the first step: both are timed. */
  start(work: Workload, weights: Weights): Promise<TrainCase>;
}
export interface TrainCase {
  /** One optimizer step, from a batch outside of the engine to its loss outside of the engine. */
  step(batch: Batch): Promise<number>;
}

/**
 * Loads the engine into this process, which measures nothing else.
 *
 * @throws AppError `engine_unavailable` for a mode that this engine does not have: what is measured is what was asked for
 */
export async function loadTrainEngine(mode: TrainMode): Promise<TrainEngine> {
  if (mode.eager && mode.precision !== 'fp32') throw unavailable(mode, 'eager steps are computed in fp32');
  const { name, version } = await loadEngine(await selectionFromEnvironment());
  return {
    name: `kindling ${name} ${version}`,
    async start(work, weights) {
      const program = makeProgram(mode, trainingProgram(shapeOf(work), languageModelHead));
      program.write(new Map(Array.from(weights, ([parameter, { data }]) => [parameter, data])));
      let step = 0;
      return {
        async step(batch) {
          step++;
          const { learningRate } = HYPERPARAMETERS;
          const { loss } = await takeStep(program, [batch].values(), { step, learningRate, microBatches: 1 });
          return loss;
        },
      };
    },
  };
}

const shapeOf = ({ config, batchSize }: Workload) => ({
  config,
  batchSize,
  contextLength: contextOf(config),
  gradientAccumulationSteps: 1,
  weightDecay: HYPERPARAMETERS.weightDecay,
  maxGradNorm: HYPERPARAMETERS.maxGradNorm,
});

function makeProgram(mode: TrainMode, definition: ProgramDefinition): Program {
  if (mode.eager) return eagerProgram(definition);
  const refuse = (problem: string) => {
    throw unavailable(mode, problem);
  };
  const { program, execution } = programMaker(mode.precision, refuse)(definition);
  if (execution().mode !== 'compiled') refuse('this engine has no compiler');
  return program;
}

const unavailable = (mode: TrainMode, reason: string) =>
  new AppError('engine_unavailable', { engine: `of mode ${modeName(mode)}`, reason });
