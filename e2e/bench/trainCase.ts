import * as tf from '@tensorflow/tfjs-core';
import { loadEngine, selectionFromEnvironment } from '../../main/engine/load.ts';
import { rotaryTables } from '../../main/ml/model/llama.ts';
import { toParameters, type Weights } from '../../main/ml/model/parameters.ts';
import { type Batch, toTensors } from '../../main/ml/train/batches.ts';
import { ADAM, adamw } from '../../main/ml/train/optimizer.ts';
import { trainStep } from '../../main/ml/train/trainStep.ts';
import { AppError } from '../../shared/ipc/errors.ts';
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
 * @throws AppError `engine_unavailable` for a mode that there is not
 */
export async function loadTrainEngine(mode: TrainMode): Promise<TrainEngine> {
  if (!mode.eager || mode.precision !== 'fp32') {
    throw new AppError('engine_unavailable', {
      engine: `of mode ${modeName(mode)}`,
      reason: 'not available yet; use --precision fp32 --eager',
    });
  }
  const { name, version } = await loadEngine(await selectionFromEnvironment());
  return { name: `kindling ${name} ${version}`, start: startEager };
}

/** The step as the training worker takes it, operation by operation. */
async function startEager({ config }: Workload, weights: Weights): Promise<TrainCase> {
  const optimizer = adamw(HYPERPARAMETERS.weightDecay);
  const tables = rotaryTables(config);
  let parameters = toParameters(weights);
  let state = optimizer.init(parameters);
  let steps = 0;
  const owned = () => [...parameters.values(), ...state.first.values(), ...state.second.values()];
  return {
    async step(batch) {
      steps++;
      const before = owned();
      const report = tf.tidy(() => {
        const schedule = {
          learningRate: tf.scalar(HYPERPARAMETERS.learningRate),
          correction1: tf.scalar(1 - ADAM.beta1 ** steps),
          correction2: tf.scalar(1 - ADAM.beta2 ** steps),
        };
        const { maxGradNorm } = HYPERPARAMETERS;
        const tensors = toTensors(batch);
        const result = trainStep(config, tables, optimizer, maxGradNorm, tensors, schedule, parameters, state);
        ({ parameters, state } = result);
        // `tidy` sees what is returned only; what is in maps has to be kept by hand.
        for (const tensor of owned()) tf.keep(tensor);
        return result.report;
      });
      const [loss] = await report.data();
      report.dispose();
      tf.dispose(before);
      return loss ?? Number.NaN;
    },
  };
}
