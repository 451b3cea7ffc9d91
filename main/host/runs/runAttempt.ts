import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { countParameters } from '../../../shared/domain/architectures/index.ts';
import { newId } from '../../../shared/domain/ids.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { taskOf } from '../../../shared/domain/tasks/index.ts';
import { AppError, toAppError } from '../../../shared/errors/errors.ts';
import { asWriteError, removeFolder, writeWholeFile } from '../../files/fileSink.ts';
import { RECIPE_FILE } from '../../formats/huggingface/recipeFile.ts';
import { readOomKills } from '../machine/oomEvidence.ts';
import { settleModel } from '../models/settleModel.ts';
import { exampleOf } from '../recipes/recipes.ts';
import { announce, type HostContext } from '../services/context.ts';
import type { DatasetFiles } from '../services/datasetFiles.ts';
import { smallerMicroBatch } from './microBatch.ts';
import { type Ending, RunJob, type RunOutcome } from './runJob.ts';
import type { RunKeeper } from './runKeeper.ts';

const CONFIG_FILE = 'config.json';
const StoredPrompts = z.object({ samplePrompts: z.array(z.string()) });

/** UTF-16 units of a prompt whose text is shown while training; what is longer fits into no context. */
const MOST_OF_PROMPT = 100_000;

/**
 * Works on a run from its turn until its model is there, it is set aside or it is lost; the run then says which. Out of memory, it goes on
 * by itself from the last checkpoint with a smaller micro-batch.
 */
export class RunAttempt {
  readonly runId: string;
  readonly #context: HostContext;
  readonly #datasetFiles: DatasetFiles;
  readonly #keeper: RunKeeper;
  #job: RunJob | undefined;
  #killed = false;
  #preparedAgain = false;

  constructor(context: HostContext, datasetFiles: DatasetFiles, keeper: RunKeeper, runId: string) {
    this.#context = context;
    this.#datasetFiles = datasetFiles;
    this.#keeper = keeper;
    this.runId = runId;
  }

  /** Never throws: what goes wrong becomes the run's state. */
  async execute(): Promise<void> {
    const { attempts, startedAt } = this.#run;
    this.#keeper.update(this.runId, {
      state: 'preparing',
      attempts: attempts + 1,
      startedAt: startedAt ?? new Date().toISOString(),
      endedAt: null,
      error: null,
      endReason: null,
    });
    let ended: Partial<Run> | null = null;
    while (!ended) ended = await this.#try();
    this.#keeper.finish(this.runId, ended);
  }

  async end(ending: Ending): Promise<void> {
    await this.#job?.end(ending);
  }

  /** Ends the processes at once. The run is then interrupted. */
  kill(): void {
    this.#killed = true;
    this.#job?.kill();
  }

  get #run(): Run {
    return this.#keeper.get(this.runId);
  }

  /** What has become of the run; `null` when it has to be tried again with less memory. */
  async #try(): Promise<Partial<Run> | null> {
    const modelId = this.#run.modelId ?? newId();
    const killsBefore = readOomKills();
    try {
      const outcome = await this.#work(await this.#settled(), modelId);
      return await this.#outcome(modelId, outcome);
    } catch (thrown) {
      this.#keeper.flush();
      const error = withEvidence(toAppError(thrown), killsBefore);
      await this.#discardModel(modelId);
      // What preparation makes of the data can be made again, and is the same again.
      if (error.code === 'run_data_damaged' && !this.#killed && this.#canPrepareAgain()) {
        this.#keeper.update(this.runId, { prepared: null });
        return null;
      }
      if (this.#killed) return interrupted(this.#run);
      if (isTrainersMemory(error)) {
        const smaller = smallerMicroBatch(this.#run.settings);
        if (smaller) {
          this.#lower(smaller);
          return null;
        }
      }
      return { state: stateAfter(error), error: runError(error) };
    }
  }

  /** The run with the configuration that it has been trained with. */
  async #settled(): Promise<Run> {
    const model = await settleModel(this.#run, this.#context.paths.runFolder(this.runId));
    if (this.#run.model.assumed) this.#keeper.update(this.runId, { model, parameters: countParameters(model.config) });
    return this.#run;
  }

  async #work(run: Run, modelId: string): Promise<RunOutcome> {
    const { paths, spawn, engine, infer } = this.#context;
    const runFolder = paths.runFolder(run.id);
    // An empty folder in its place would look as if nothing had been trained.
    if (run.checkpoints.length > 0 && !existsSync(runFolder))
      throw new AppError('run_folder_missing', { path: runFolder });
    await mkdir(runFolder, { recursive: true }).catch((error) => {
      throw asWriteError(error, runFolder);
    });
    // Whoever writes with a model may have the one that this run is to read.
    if (run.model.base) await infer.giveBack();
    const isPrepared = run.prepared !== null && existsSync(join(runFolder, 'data'));
    this.#job = new RunJob({
      ...{ run, runFolder, spawn, engine },
      datasetFile: isPrepared ? null : paths.datasetFile(run.datasetId, run.datasetVersion),
      modelFolder: paths.modelFolder(modelId),
      samplePrompts: await this.#samplePrompts(run, runFolder),
      onPreparation: (preparation) => this.#keeper.emit(run.id, { event: 'preparation', preparation }),
      onPrepared: (prepared) => this.#keeper.update(run.id, { prepared }),
      onTrainer: (workerPid) => this.#keeper.update(run.id, { workerPid }),
      onTraining: (event) => this.#keeper.record(run.id, event),
    });
    if (this.#killed) throw new AppError('cancelled');
    return this.#job.execute();
  }

  /** Prompts from the data itself: rows at fixed places. They are kept, so that every sample of a run continues the same text. */
  async #samplePrompts(run: Run, runFolder: string): Promise<string[]> {
    const file = join(runFolder, CONFIG_FILE);
    const samplePrompts = (await readPrompts(file)) ?? this.#choosePrompts(run);
    const { recipe, split, size, model, budget, settings, datasetId, datasetVersion } = run;
    const config = { recipe, split, size, model, budget, settings, datasetId, datasetVersion, samplePrompts };
    await writeWholeFile(file, `${JSON.stringify(config, null, 2)}\n`);
    return samplePrompts;
  }

  #choosePrompts(run: Run): string[] {
    const dataset = this.#context.stores.datasets.get(run.datasetId);
    const file = this.#datasetFiles.of(dataset);
    const offsets = [0.25, 0.5, 0.75].map((share) => Math.floor(share * file.rowCount));
    const rows = offsets.flatMap((offset) => file.readRows(offset, 1));
    return taskOf(run.recipe).samplePrompts(
      run.recipe,
      rows.map((row) => exampleOf(run.recipe, file.columns, row, MOST_OF_PROMPT)),
    );
  }

  async #outcome(modelId: string, outcome: RunOutcome): Promise<Partial<Run>> {
    switch (outcome.kind) {
      case 'paused':
        return { state: 'paused' };
      case 'stopped':
        return { state: 'stopped' };
      case 'model':
        await this.#keepModel(modelId, outcome.done.step);
        return { state: outcome.done.reason === 'stopped' ? 'stopped' : 'done', modelId };
      default:
        throw outcome satisfies never;
    }
  }

  async #keepModel(modelId: string, steps: number): Promise<void> {
    const { stores, paths } = this.#context;
    const run = this.#run;
    if (!run.engine) throw new AppError('internal', { message: 'training ended without naming its engine' });
    // The recipe travels with the folder, so that a copy of it can still build its prompts.
    await writeWholeFile(
      join(paths.modelFolder(modelId), RECIPE_FILE),
      `${JSON.stringify(recipeFile(run), null, 2)}\n`,
    );
    const model: TrainedModel = {
      id: modelId,
      name: run.name,
      runId: run.id,
      datasetId: run.datasetId,
      datasetName: run.datasetName,
      recipe: run.recipe,
      size: run.size,
      config: run.model.config,
      parameters: run.parameters,
      baseline: null,
      base: run.model.base && {
        ...{ ...run.model.base, tuning: run.settings.tuning, trainableParameters: run.trainableParameters },
      },
      steps,
      lastLoss: run.lastLoss,
      validationLoss: run.validationLoss,
      testLoss: run.testLoss,
      measures: run.measures,
      engine: run.engine,
      createdAt: new Date().toISOString(),
    };
    stores.models.put(model);
    stores.trash.takeOut('model', modelId);
    announce(this.#context, 'models');
  }

  /** A folder that became no model would lie there unseen. That it cannot be removed must not hide why the run failed. */
  async #discardModel(modelId: string): Promise<void> {
    if (this.#context.stores.models.exists(modelId)) return;
    await removeFolder(this.#context.paths.modelFolder(modelId)).catch(() => {});
  }

  #canPrepareAgain(): boolean {
    const { datasetId, datasetVersion } = this.#run;
    if (this.#preparedAgain || !existsSync(this.#context.paths.datasetFile(datasetId, datasetVersion))) return false;
    this.#preparedAgain = true;
    return true;
  }

  #lower(smaller: NonNullable<ReturnType<typeof smallerMicroBatch>>): void {
    const { settings, loweredFrom } = this.#run;
    this.#keeper.update(this.runId, {
      settings: { ...settings, ...smaller },
      loweredFrom: loweredFrom ?? settings.per_device_train_batch_size,
    });
  }
}

/** `null` where there are none, or none that can be read. */
async function readPrompts(file: string): Promise<string[] | null> {
  try {
    return StoredPrompts.parse(JSON.parse(await readFile(file, 'utf8'))).samplePrompts;
  } catch {
    return null;
  }
}

/** A kill says nothing of itself; the kernel's counter does. */
function withEvidence(error: AppError, killsBefore: number | null): AppError {
  const killed = error.code === 'worker_died' && error.details.how === 'signal SIGKILL';
  const kills = killed ? readOomKills() : null;
  if (kills === null || killsBefore === null || kills <= killsBefore) return error;
  return new AppError('out_of_memory', { worker: error.details.worker ?? '' }, { cause: error });
}

const isTrainersMemory = (error: AppError) => error.code === 'out_of_memory' && error.details.worker === 'train';

/** What stands in the way of a run can often be put right by the user, and then it goes on. */
function stateAfter({ code }: AppError): Run['state'] {
  if (code === 'disk_full') return 'paused';
  return code === 'worker_died' || code === 'out_of_memory' ? 'interrupted' : 'failed';
}

/** A run that was going when the studio ended, by whatever cause. */
export function interrupted({ step, checkpoints }: Run): Partial<Run> {
  const checkpoint = checkpoints.at(-1)?.step;
  const error =
    checkpoint === undefined
      ? new AppError('run_interrupted_early')
      : new AppError('run_interrupted', { step, checkpoint });
  return { state: 'interrupted', error: runError(error) };
}

const recipeFile = ({ recipe, prepared }: Run) => ({
  recipe,
  ...(prepared?.promptLimit && { promptLimit: prepared.promptLimit }),
});

const runError = ({ code, message, details }: AppError): Run['error'] => ({ code, message, details });
