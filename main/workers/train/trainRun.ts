import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { keptGraphs } from '../../engine/keptGraphs.ts';
import { loadEngine, selectionFromEnvironment } from '../../engine/load.ts';
import { programMaker } from '../../engine/programs.ts';
import { generationConfig } from '../../ml/export/generationConfig.ts';
import { referenceLogits } from '../../ml/export/reference.ts';
import { disposeTables, rotaryTables } from '../../ml/model/llama.ts';
import { toParameters, type Weights } from '../../ml/model/parameters.ts';
import { trainModel } from '../../ml/train/trainModel.ts';
import type { TrainEvent, trainContract } from '../contracts.ts';
import { writeFolder } from '../fileSink.ts';
import {
  CONFIG_FILE,
  GENERATION_CONFIG_FILE,
  readTokenizer,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  writeJson,
  writeWeights,
} from '../modelFiles.ts';
import { readCorpus } from './readCorpus.ts';
import { ResourceMeter, withResources } from './resources.ts';

/** Written beside the model; not a part of exports. */
export const REFERENCE_FILE = 'kindling-reference.json';

type TrainingJob = z.output<typeof trainContract.train.run.input>;

/** Trains a prepared run on the engine that the host chose and leaves the model as a Hugging Face folder. */
export async function* trainRun(job: TrainingJob, isStopRequested: () => boolean): AsyncGenerator<TrainEvent> {
  const engine = await loadEngine(await selectionFromEnvironment());
  yield { event: 'engine', engine };
  const [train, validation, tokenizer] = await Promise.all([
    readCorpus(job.run, 'train'),
    readCorpus(job.run, 'validation'),
    readTokenizer(job.run),
  ]);
  const { config, settings, budget, samplePrompts } = job;
  const training = trainModel({
    config,
    settings,
    budget,
    train,
    validation,
    tokenizer,
    samplePrompts,
    makeProgram: programMaker(settings.precision, reportNotCompiled, keptGraphs),
    isStopRequested,
  });
  const trained = yield* withResources(training, new ResourceMeter(engine.device));
  yield { event: 'saving' };
  await writeFolder(job.output, (folder) => saveModel(folder, job, trained.weights));
  const { reason, validationLoss, tokensPerSecond } = trained;
  yield { event: 'done', reason, validationLoss, tokensPerSecond };
}

async function saveModel(folder: string, job: TrainingJob, weights: Weights): Promise<void> {
  const { config, run, samplePrompts } = job;
  await writeJson(join(folder, CONFIG_FILE), config);
  await writeJson(join(folder, GENERATION_CONFIG_FILE), generationConfig(config));
  await writeWeights(folder, weights);
  for (const file of [TOKENIZER_FILE, TOKENIZER_CONFIG_FILE]) await copyFile(join(run, file), join(folder, file));
  const tokenizer = await readTokenizer(run);
  const parameters = toParameters(weights);
  const tables = rotaryTables(config);
  const reference = await referenceLogits({ config, parameters, tables, tokenizer }, samplePrompts);
  tf.dispose([...parameters.values()]);
  disposeTables(tables);
  await writeJson(join(folder, REFERENCE_FILE), reference);
}

const reportNotCompiled = (problem: string) => console.error(`not compiled: ${problem}`);
