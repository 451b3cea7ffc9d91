import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Execution } from '../../../shared/domain/engines/execution.ts';
import { MeasureReport } from '../../../shared/domain/models/measures.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { loadEngine } from '../../engine/backends/load.ts';
import { selectionFromEnvironment } from '../../engine/choose/select.ts';
import { keptGraphs } from '../../engine/programs/keptGraphs.ts';
import { isOutOfMemory } from '../../engine/programs/outOfMemory.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { writeFolder } from '../../files/fileSink.ts';
import { MEASURES_FILE } from '../../formats/huggingface/measuresFile.ts';
import {
  readTokenizer,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
  writeJson,
  writeWeights,
} from '../../formats/huggingface/modelFiles.ts';
import { REFERENCE_FILE } from '../../formats/huggingface/referenceFile.ts';
import { referenceLogits } from '../../formats/reference.ts';
import { disposeTables, tablesOf } from '../../ml/architectures/model.ts';
import { toParameters, type Weights } from '../../ml/architectures/parameters.ts';
import { textScores } from '../../ml/train/textScores.ts';
import type { TrainingRequest } from '../../ml/train/training.ts';
import { trainModel } from '../../ml/train/trainModel.ts';
import { mainTaskOf } from '../../tasks/index.ts';
import type { RunTask } from '../../tasks/task.ts';
import type { TrainEvent, trainContract } from '../contracts.ts';
import { CheckpointFolder } from './checkpoints.ts';
import { ResourceMeter, withResources } from './resources.ts';

type TrainingJob = z.output<typeof trainContract.train.run.input>;
/** What the host has a say in while training goes on. */
type HostSide = Pick<TrainingRequest, 'ending' | 'stored'>;

/**
 * Trains a prepared run on the engine that the host chose, from its newest checkpoint on where there is one, and leaves the model as a
 * Hugging Face folder.
 *
 * @throws AppError `out_of_memory` when an allocator said so; `disk_full`, `write_failed`, `loss_not_finite`, `checkpoints_unusable`,
 *   `checkpoint_invalid`
 */
export async function* trainRun(job: TrainingJob, host: HostSide): AsyncGenerator<TrainEvent> {
  try {
    yield* train(job, host);
  } catch (error) {
    if (error instanceof Error && isOutOfMemory(error.message)) {
      throw new AppError('out_of_memory', { worker: 'train' }, { cause: error });
    }
    throw error;
  }
}

async function* train(job: TrainingJob, host: HostSide): AsyncGenerator<TrainEvent> {
  const { config, settings, budget, extension, samplePrompts, promptLimit, fidelityFields } = job;
  const engine = await loadEngine(await selectionFromEnvironment());
  yield { event: 'engine', engine };
  const mainTask = mainTaskOf(job.recipe);
  const task = await mainTask.training({
    ...{ folder: job.run, config, settings, samplePrompts, promptLimit, fidelityFields },
  });
  let execution: () => Execution;
  const checkpoints = new CheckpointFolder(job.run, config, () => execution().precision, task.head.shapes(config));
  const resume = await checkpoints.resume(job.from, job.resumes);
  if (resume) {
    const { step, best } = resume.snapshot.state;
    const listed = await checkpoints.list(best?.step ?? null);
    yield { event: 'resumed', step, best, checkpoints: listed.filter((checkpoint) => checkpoint.step <= step) };
  }
  const makeProgram = programMaker(resume?.precision ?? settings.precision, reportNotCompiled, keptGraphs);
  const events = trainModel({
    ...{ config, settings, budget, extension, task, checkpoints, ...host },
    makeProgram: (definition) => {
      const made = makeProgram(definition);
      execution = made.execution;
      return made;
    },
    resume: resume?.snapshot ?? null,
  });
  const trained = yield* withResources(events, new ResourceMeter(engine.device));
  if (trained.reason === 'paused') {
    yield { event: 'paused', step: trained.step };
    return;
  }
  yield { event: 'saving' };
  await mkdir(dirname(job.output), { recursive: true });
  let weightsSha256 = '';
  await writeFolder(job.output, async (folder) => {
    await saveModel(folder, job, task, trained.weights);
    if (trained.measures) await writeJson(join(folder, MEASURES_FILE), trained.measures);
    weightsSha256 = createHash('sha256')
      .update(await readFile(join(folder, WEIGHTS_FILE)))
      .digest('hex');
  });
  const { reason, step, validationLoss, validationShare, testLoss, tokensPerSecond } = trained;
  const measures = trained.measures && MeasureReport.parse(trained.measures);
  yield {
    event: 'done',
    ...{ reason, step, validationLoss, validationShare, testLoss, measures, tokensPerSecond, weightsSha256 },
  };
}

async function saveModel(folder: string, job: TrainingJob, task: RunTask, weights: Weights): Promise<void> {
  const { config, run, samplePrompts } = job;
  for (const [file, content] of Object.entries(task.files)) await writeJson(join(folder, file), content);
  await writeWeights(folder, weights);
  for (const file of [TOKENIZER_FILE, TOKENIZER_CONFIG_FILE]) await copyFile(join(run, file), join(folder, file));
  const tokenizer = await readTokenizer(run);
  const parameters = toParameters(weights);
  const tables = tablesOf(config);
  const scores = textScores(task.head, config, parameters, tables);
  const reference = await referenceLogits({ config, tokenizer, scores }, samplePrompts);
  tf.dispose([...parameters.values()]);
  disposeTables(tables);
  await writeJson(join(folder, REFERENCE_FILE), reference);
}

const reportNotCompiled = (problem: string) => console.error(`not compiled: ${problem}`);
