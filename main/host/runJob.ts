import { llamaConfig, SIZE_PRESETS } from '../../shared/domain/model.ts';
import type { Recipe } from '../../shared/domain/recipe.ts';
import type { Preparation, PreparedData, Run } from '../../shared/domain/run.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { prepareContract, type TrainEvent, trainContract } from '../workers/contracts.ts';
import { type SpawnWorker, startWorker, type WorkerHandle } from '../workers/workerHandle.ts';
import type { EngineManager } from './engineManager.ts';

export interface RunJobOptions {
  run: Run;
  datasetFile: string;
  runFolder: string;
  modelFolder: string;
  /** Read when training starts; may throw. */
  samplePrompts(): string[];
  spawn: SpawnWorker;
  engine: EngineManager;
  onPreparation(preparation: Preparation): void;
  onPrepared(prepared: PreparedData): void;
  onTraining(event: TrainEvent): void;
}

export type RunOutcome = { kind: 'model'; reason: 'budget' | 'stopped' } | { kind: 'nothing' };

/**
 * One run from data to model: prepares the corpus in one process, trains in another. Knows nothing of the database; it
 * reports by its callbacks and leaves a Hugging Face folder behind.
 */
export class RunJob {
  readonly #options: RunJobOptions;
  readonly #preparing = new AbortController();
  #preparer: WorkerHandle<typeof prepareContract> | undefined;
  #trainer: WorkerHandle<typeof trainContract> | undefined;
  #stopRequested = false;
  #killed = false;

  constructor(options: RunJobOptions) {
    this.#options = options;
  }

  /** Resolves when a model was saved, or with `nothing` when it was stopped before there was one. */
  async execute(): Promise<RunOutcome> {
    try {
      await this.#prepare();
      return await this.#train();
    } catch (error) {
      if (this.#stopRequested && error instanceof AppError && error.code === 'cancelled') return { kind: 'nothing' };
      throw error;
    }
  }

  /** Asks the run to end: training saves what it has, preparation is given up. */
  async stop(): Promise<void> {
    this.#stopRequested = true;
    if (this.#trainer?.alive) await this.#trainer.client.train.stop({});
    else this.#preparing.abort();
  }

  /** Ends the processes at once; for closing the studio. */
  kill(): void {
    this.#killed = true;
    this.#preparer?.kill();
    this.#trainer?.kill();
  }

  async #prepare(): Promise<void> {
    const { run, datasetFile, runFolder, spawn, onPreparation, onPrepared } = this.#options;
    if (this.#killed) throw new AppError('cancelled');
    const worker = startWorker(spawn, 'prepare', prepareContract);
    this.#preparer = worker;
    try {
      const request = {
        dataset: datasetFile,
        recipe: run.recipe,
        vocabSize: SIZE_PRESETS[run.size].vocab_size,
        contextLength: run.settings.context_length,
        seed: run.settings.seed,
        output: runFolder,
      };
      for await (const event of worker.client.prepare.run(request, { signal: this.#preparing.signal })) {
        if (event.event === 'progress') onPreparation(event.preparation);
        else onPrepared(event.prepared);
      }
    } finally {
      worker.kill();
      await worker.exited;
    }
  }

  async #train(): Promise<RunOutcome> {
    const { run, runFolder, modelFolder, samplePrompts, spawn, engine, onPreparation, onTraining } = this.#options;
    onPreparation({ phase: 'engine', done: 0, total: null });
    await engine.settled(this.#preparing.signal);
    const environment = await engine.workerEnvironment();
    if (this.#killed) throw new AppError('cancelled');
    if (this.#stopRequested) return { kind: 'nothing' };
    const worker = startWorker(spawn, 'train', trainContract, environment);
    this.#trainer = worker;
    try {
      const request = {
        run: runFolder,
        config: llamaConfig(SIZE_PRESETS[run.size], run.settings.context_length),
        settings: run.settings,
        budget: run.budget,
        samplePrompts: samplePrompts(),
        output: modelFolder,
      };
      for await (const event of worker.client.train.run(request)) {
        onTraining(event);
        if (event.event === 'done') return { kind: 'model', reason: event.reason };
      }
      throw new AppError('internal', { message: 'training ended without a result' });
    } finally {
      worker.kill();
      await worker.exited;
    }
  }
}

/**
 * Prompts whose continuations are shown while training: the prompts of some rows, or the beginning of their text.
 * Always the same ones in a run, so that one can see the text getting better.
 */
export function samplePromptsOf(recipe: Recipe, examples: { prompt: string; completion: string }[]): string[] {
  const prompts = examples.map((example) =>
    recipe.kind === 'complete'
      ? example.prompt
      : example.completion
          .split(/(?<=\s)/u)
          .slice(0, 3)
          .join('')
          .trimEnd(),
  );
  return [...new Set(prompts)].slice(0, 3);
}
