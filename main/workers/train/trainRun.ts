import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { contextOf, type ModelConfig, withContext } from '../../../shared/domain/architectures/index.ts';
import type { Execution } from '../../../shared/domain/engines/execution.ts';
import { MeasureReport } from '../../../shared/domain/models/measures.ts';
import { metricOf } from '../../../shared/domain/runs/metrics.ts';
import { chosenBy } from '../../../shared/domain/runs/runSettings.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { loadEngine } from '../../engine/backends/load.ts';
import { selectionFromEnvironment } from '../../engine/choose/select.ts';
import { keptGraphs } from '../../engine/programs/keptGraphs.ts';
import { isOutOfMemory } from '../../engine/programs/outOfMemory.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { writeFolder, writeWholeFile } from '../../files/fileSink.ts';
import type { BaseSource } from '../../formats/baseSource.ts';
import { withEndOfTurn } from '../../formats/endOfTurn.ts';
import { generationConfig } from '../../formats/huggingface/generationConfig.ts';
import { MEASURES_FILE } from '../../formats/huggingface/measuresFile.ts';
import {
  CONFIG_FILE,
  GENERATION_CONFIG_FILE,
  readTokenizer,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
  writeJson,
} from '../../formats/huggingface/modelFiles.ts';
import { CHAT_TEMPLATE_FILE } from '../../formats/huggingface/openFolder.ts';
import { REFERENCE_FILE } from '../../formats/huggingface/referenceFile.ts';
import { encodeSafetensors } from '../../formats/huggingface/safetensors.ts';
import { BASE_FILE, readLibraryModel } from '../../formats/libraryModel.ts';
import { keepWords } from '../../formats/linear/wordsFolder.ts';
import { openReference } from '../../formats/openReference.ts';
import { referenceLogits } from '../../formats/reference.ts';
import { keepThresholds } from '../../formats/thresholds.ts';
import { parameterShapes } from '../../ml/architectures/model.ts';
import type { Weights } from '../../ml/architectures/parameters.ts';
import type { ProgramMaker } from '../../ml/program/program.ts';
import { loadScores } from '../../ml/train/textScores.ts';
import type { TrainingRequest } from '../../ml/train/training.ts';
import { trainModel } from '../../ml/train/trainModel.ts';
import { loraOptions, tuningOf, wholeTuning } from '../../ml/tuning/index.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_WEIGHTS_FILE, adapterConfig } from '../../ml/tuning/peft.ts';
import type { BaseWeights, Tuning } from '../../ml/tuning/tuning.ts';
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
  const { settings, budget, extension, samplePrompts, promptLimit, fidelityFields } = job;
  const beginning = await openBeginning(job);
  const { base, tuning } = beginning;
  // A model of others may hold texts that are much longer than any row.
  const config = base ? withContext(job.config, settings.context_length) : job.config;
  const engine = await loadEngine(await selectionFromEnvironment());
  yield { event: 'engine', engine };
  const mainTask = mainTaskOf(job.recipe);
  const task = await mainTask.training({
    ...{ folder: job.run, recipe: job.recipe, config, settings, samplePrompts, promptLimit, fidelityFields },
    base: job.base,
    model: job.output,
  });
  let execution: () => Execution;
  const trainedShapes = tuning.trained(config, task.head.shapes(config));
  yield { event: 'tuning', trainableParameters: sizeOf(trainedShapes) };
  const checkpoints = new CheckpointFolder(
    ...([job.run, config, () => execution().precision, trainedShapes] as const),
    base && { baseSha256: base.sha256, adapter: beginning.adapter },
    settings.optim,
  );
  const resume = await checkpoints.resume(job.from, job.resumes);
  if (resume) {
    const { step, best } = resume.snapshot.state;
    const listed = await checkpoints.list(best?.step ?? null);
    yield { event: 'resumed', step, best, checkpoints: listed.filter((checkpoint) => checkpoint.step <= step) };
  }
  const makeProgram = programMaker(resume?.precision ?? settings.precision, reportNotCompiled, keptGraphs);
  const fit = base && task.fit?.({ read: base.read, budget, ending: host.ending, makeProgram: inFp32 });
  const events =
    fit ??
    trainModel({
      ...{ config, settings, budget, extension, task, checkpoints, base, tuning, bestBy: bestByOf(job), ...host },
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
    const weightsFile = await saveModel(folder, job, beginning, task, trained.weights);
    if (trained.measures) await writeJson(join(folder, MEASURES_FILE), trained.measures);
    for (const [name, source] of Object.entries(task.folders ?? {}))
      await cp(source, join(folder, name), { recursive: true });
    await keepThresholds(job.output, folder);
    await keepWords(job.output, folder);
    weightsSha256 = createHash('sha256')
      .update(await readFile(join(folder, weightsFile)))
      .digest('hex');
  });
  const { reason, step, validationLoss, validationShare, testLoss, tokensPerSecond } = trained;
  const measures = trained.measures && MeasureReport.parse(trained.measures);
  yield {
    event: 'done',
    ...{ reason, step, validationLoss, validationShare, testLoss, measures, tokensPerSecond, weightsSha256 },
    parameters: sizeOf(task.head.shapes(config)),
  };
}

/** The figure that the best model is chosen by; `null` for the loss. */
function bestByOf(job: TrainingJob): NonNullable<TrainingRequest['bestBy']> | null {
  const metric = chosenBy(job);
  return metric && { metric, lowerIsBetter: metricOf(metric).lowerIsBetter ?? false };
}

interface Beginning {
  /** `null` begins with random weights. */
  base: BaseWeights | null;
  tuning: Tuning;
  /** `adapter_config.json` where an adapter is trained, and no whole model. */
  adapter: Record<string, unknown> | null;
  /** What the base's files say, with which the model that is saved agrees. */
  source: Pick<BaseSource, 'chatTemplate' | 'eosTokenIds' | 'contextLength'> | null;
}

/** @throws AppError `base_missing`, `base_not_same`, `target_modules_unknown` */
async function openBeginning({ config, base: reference, settings }: TrainingJob): Promise<Beginning> {
  if (!reference) return { base: null, tuning: wholeTuning(config, settings), adapter: null, source: null };
  const source = await openReference(reference);
  const options = loraOptions(settings);
  return {
    base: { sha256: reference.sha256, read: source.read, tensors: source.tensors },
    tuning: tuningOf(source.config, settings),
    adapter: options && adapterConfig(source.config, options, reference.name),
    source: withEndOfTurn(source),
  };
}

const sizeOf = (shapes: ReadonlyMap<string, readonly number[]>): number =>
  [...shapes.values()].reduce((sum, shape) => sum + shape.reduce((product, side) => product * side, 1), 0);

/** What PEFT is told of a head that was trained as it is; nothing where the head is the model's own. */
function ofHead({ shapes, peftTask }: Pick<RunTask['head'], 'shapes' | 'peftTask'>, config: ModelConfig): object {
  const ofModel = parameterShapes(config);
  const own = [...shapes(config).keys()].filter((name) => !ofModel.has(name));
  const modules = [...new Set(own.map((name) => name.replace(/\.(weight|bias)$/, '')))];
  if (modules.length > 0) return { task_type: 'SEQ_CLS', modules_to_save: modules };
  return peftTask === undefined ? {} : { task_type: peftTask };
}

/** Returns the name of the file with what was trained. */
async function saveModel(
  folder: string,
  job: TrainingJob,
  { adapter, source }: Beginning,
  task: RunTask,
  weights: Weights,
): Promise<string> {
  const { config, run } = job;
  for (const [file, content] of Object.entries(task.files)) {
    // Trained on rows that are shorter than the texts that it can hold.
    const longest = source?.contextLength ?? contextOf(config);
    const whole = file === CONFIG_FILE ? withContext(content as ModelConfig, longest) : content;
    // A chat's turns end at other tokens than texts do.
    const ends = file === GENERATION_CONFIG_FILE ? source?.eosTokenIds : undefined;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeJson(join(folder, file), ends ? generationConfig(config, ends) : whole);
  }
  const weightsFile = adapter ? ADAPTER_WEIGHTS_FILE : WEIGHTS_FILE;
  await writeWholeFile(join(folder, weightsFile), encodeSafetensors(weights));
  if (adapter) {
    await writeJson(join(folder, ADAPTER_CONFIG_FILE), { ...adapter, ...ofHead(task.head, config) });
    await writeJson(join(folder, BASE_FILE), job.base);
  }
  for (const file of [TOKENIZER_FILE, TOKENIZER_CONFIG_FILE]) await copyFile(join(run, file), join(folder, file));
  const template = await templateOf(run, source);
  if (template !== null) await writeWholeFile(join(folder, CHAT_TEMPLATE_FILE), template);
  const whole = adapter ? (await readLibraryModel(folder, task.head)).weights : weights;
  await writeJson(join(folder, REFERENCE_FILE), await referenceOf(job, task, whole));
  return weightsFile;
}

/** The one that the run's conversations were written by, where it learned from some, else the base's. */
async function templateOf(run: string, source: Beginning['source']): Promise<string | null> {
  const path = join(run, CHAT_TEMPLATE_FILE);
  return existsSync(path) ? await readFile(path, 'utf8') : (source?.chatTemplate ?? null);
}

async function referenceOf({ config, run, samplePrompts }: TrainingJob, task: RunTask, weights: Weights) {
  const tokenizer = await readTokenizer(run);
  const { scores, dispose } = loadScores(task.head, { config, weights });
  try {
    return await referenceLogits({ config, tokenizer, scores }, samplePrompts);
  } finally {
    dispose();
  }
}

const inFp32: ProgramMaker = (definition) => programMaker('fp32', reportNotCompiled, keptGraphs)(definition);

const reportNotCompiled = (problem: string) => console.error(`not compiled: ${problem}`);
