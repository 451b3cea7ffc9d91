import { constants, setPriority } from 'node:os';
import type { Preparation, PreparedData, Run } from '../../../shared/domain/runs/run.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { prepareContract, type TrainEvent, trainContract } from '../../workers/contracts.ts';
import { type SpawnWorker, startWorker, type WorkerHandle } from '../../workers/process/workerHandle.ts';
import type { EngineManager } from '../services/engineManager.ts';
import { streamAlone } from '../services/workerCalls.ts';

export interface RunJobOptions {
  run: Run;
  /** What there is to prepare; `null` when that was done before. */
  datasetFile: string | null;
  runFolder: string;
  modelFolder: string;
  samplePrompts: readonly string[];
  spawn: SpawnWorker;
  engine: EngineManager;
  onPreparation(preparation: Preparation): void;
  onPrepared(prepared: PreparedData): void;
  /** The process that trains has started. */
  onTrainer(pid: number | null): void;
  /** At `checkpointing` it stores what was reported so far, or throws. */
  onTraining(event: TrainEvent): void;
}

export type TrainingDone = Extract<TrainEvent, { event: 'done' }>;
export type RunOutcome = { kind: 'model'; done: TrainingDone } | { kind: 'paused' } | { kind: 'stopped' };
export type Ending = 'stop' | 'pause';

/**
 * One attempt at a run, from data to model: prepares the corpus in one process, trains in another. Knows nothing of the database; it
 * reports by its callbacks and leaves checkpoints and a Hugging Face folder behind.
 */
export class RunJob {
  readonly #options: RunJobOptions;
  readonly #preparing = new AbortController();
  #trainer: WorkerHandle<typeof trainContract> | undefined;
  #ending: Ending | null = null;
  #killed = false;
  /** Known when the data has been prepared. */
  #promptLimit: number | null;

  constructor(options: RunJobOptions) {
    this.#options = options;
    this.#promptLimit = options.run.prepared?.promptLimit ?? null;
  }

  /** Resolves when a model was saved, or when it was asked to end before there was one. */
  async execute(): Promise<RunOutcome> {
    try {
      await this.#prepare();
      return await this.#train();
    } catch (error) {
      if (this.#ending && error instanceof AppError && error.code === 'cancelled') return this.#ended(this.#ending);
      throw error;
    }
  }

  /** Asks the run to end: training saves a model or a checkpoint, preparation is given up. */
  async end(ending: Ending): Promise<void> {
    this.#ending = ending;
    if (this.#trainer?.alive) await this.#trainer.client.train.end({ ending });
    else this.#preparing.abort();
  }

  /** Ends the processes at once; for closing the studio. */
  kill(): void {
    this.#killed = true;
    this.#preparing.abort();
    this.#trainer?.kill();
  }

  #ended(ending: Ending): RunOutcome {
    return { kind: ending === 'pause' ? 'paused' : 'stopped' };
  }

  async #prepare(): Promise<void> {
    const { run, datasetFile, runFolder, spawn, onPreparation, onPrepared } = this.#options;
    if (datasetFile === null) return;
    if (this.#killed) throw new AppError('cancelled');
    const request = {
      dataset: datasetFile,
      recipe: run.recipe,
      base: run.model.base,
      vocabSize: run.model.config.vocab_size,
      contextLength: run.settings.context_length,
      seed: run.settings.seed,
      split: run.split,
      truncationSide: run.settings.truncation_side,
      output: runFolder,
    };
    const events = streamAlone(
      () => startWorker(spawn, 'prepare', prepareContract),
      this.#preparing.signal,
      ({ client }) => client.prepare.run(request),
    );
    for await (const event of events) {
      if (event.event === 'progress') onPreparation(event.preparation);
      else {
        this.#promptLimit = event.prepared.promptLimit;
        onPrepared(event.prepared);
      }
    }
  }

  async #train(): Promise<RunOutcome> {
    const { run, runFolder, modelFolder, samplePrompts, spawn, engine } = this.#options;
    const { onPreparation, onTrainer, onTraining } = this.#options;
    onPreparation({ phase: 'engine', done: 0, total: null });
    await engine.settled(this.#preparing.signal);
    const environment = await engine.workerEnvironment();
    if (this.#killed) throw new AppError('cancelled');
    if (this.#ending) return this.#ended(this.#ending);
    const worker = startWorker(spawn, 'train', trainContract, environment);
    this.#trainer = worker;
    giveWay(worker.pid);
    onTrainer(worker.pid ?? null);
    try {
      const request = {
        run: runFolder,
        config: run.model.config,
        base: run.model.base,
        settings: run.settings,
        budget: run.budget,
        extension: run.extension,
        from: run.resumeFrom,
        // What the database knows of must be there: to begin again unasked would overwrite what was trained.
        resumes: run.checkpoints.length > 0,
        samplePrompts: [...samplePrompts],
        recipe: run.recipe,
        promptLimit: this.#promptLimit,
        fidelityFields: run.fidelityFields,
        output: modelFolder,
      };
      for await (const event of worker.client.train.run(request)) {
        onTraining(event);
        // A process that has just died needs no answer; its end comes next.
        if (event.event === 'checkpointing') worker.client.train.stored({ step: event.step }).catch(() => {});
        if (event.event === 'done') return { kind: 'model', done: event };
        if (event.event === 'paused') return { kind: 'paused' };
      }
      throw new AppError('internal', { message: 'training ended without a result' });
    } finally {
      worker.kill();
      await worker.exited;
      onTrainer(null);
    }
  }
}

/** Training takes all cores, and what else the user does comes first. It is no slower for it on a machine that does nothing else. */
function giveWay(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has died already, or the system does not allow it; neither changes what is computed.
  }
}
