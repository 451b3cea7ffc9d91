import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../shared/domain/ids.ts';
import { llamaConfig, SIZE_PRESETS } from '../../shared/domain/model.ts';
import { isGoing, type Run, type RunEvent } from '../../shared/domain/run.ts';
import type { TrainedModel } from '../../shared/domain/trainedModel.ts';
import type { AsyncQueue } from '../../shared/ipc/asyncQueue.ts';
import { AppError, toAppError } from '../../shared/ipc/errors.ts';
import type { TrainEvent } from '../workers/contracts.ts';
import { removeFolder } from '../workers/fileSink.ts';
import { announce, type HostContext } from './context.ts';
import type { DatasetFiles } from './datasetFiles.ts';
import { Broadcast } from './events.ts';
import { RECIPE_FILE } from './modelFolder.ts';
import { exampleOf } from './recipes.ts';
import { RunJob, type RunOutcome, samplePromptsOf } from './runJob.ts';
import { RunRecorder } from './runRecorder.ts';

/**
 * Runs one training at a time, in the order of their starting, and keeps what they report: in the database first, then
 * to whoever watches. Runs belong to the host; windows come and go.
 */
export class TrainingQueue {
  readonly #context: HostContext;
  readonly #datasetFiles: DatasetFiles;
  readonly #recorder: RunRecorder;
  readonly #events = new Map<string, Broadcast<RunEvent>>();
  #waiting: Run[] = [];
  #current: { runId: string; job: RunJob; finished: Promise<void> } | undefined;
  #closed = false;

  constructor(context: HostContext, datasetFiles: DatasetFiles) {
    this.#context = context;
    this.#datasetFiles = datasetFiles;
    this.#recorder = new RunRecorder(context.stores.runs);
    this.#failInterrupted();
  }

  /** True while a run waits or goes on. */
  get busy(): boolean {
    return this.#current !== undefined || this.#waiting.length > 0;
  }

  add(run: Run): void {
    this.#waiting.push(run);
    this.#next();
  }

  subscribe(runId: string, signal: AbortSignal): AsyncQueue<RunEvent> {
    this.#recorder.flush();
    return this.#broadcast(runId).subscribe(signal);
  }

  /** Writes what waits for its batch. */
  flush(): void {
    this.#recorder.flush();
  }

  async stop(runId: string): Promise<void> {
    if (this.#current?.runId === runId) return this.#current.job.stop();
    this.#waiting = this.#waiting.filter((run) => run.id !== runId);
    this.#finish(runId, { state: 'stopped' });
  }

  /** Ends what is going on at once. The run is then marked as interrupted. */
  async close(): Promise<void> {
    this.#closed = true;
    const current = this.#current;
    current?.job.kill();
    await current?.finished;
    for (const run of this.#waiting) this.#finish(run.id, { state: 'stopped' });
    this.#waiting = [];
    for (const broadcast of this.#events.values()) broadcast.close();
  }

  /** Runs that were going when the studio ended, by whatever cause, must not look as if they still were. */
  #failInterrupted(): void {
    for (const run of this.#context.stores.runs.list()) {
      if (isGoing(run.state)) this.#finish(run.id, interrupted(run.step));
    }
  }

  #next(): void {
    if (this.#current || this.#closed) return;
    const run = this.#waiting.shift();
    if (!run) return;
    const modelId = newId();
    const job = this.#createJob(run, modelId);
    const finished = this.#execute(run, job, modelId).finally(() => {
      this.#current = undefined;
      this.#next();
    });
    this.#current = { runId: run.id, job, finished };
  }

  #createJob(run: Run, modelId: string): RunJob {
    const { paths, spawn, engine } = this.#context;
    return new RunJob({
      run,
      datasetFile: paths.datasetFile(run.datasetId, run.datasetVersion),
      runFolder: paths.runFolder(run.id),
      modelFolder: paths.modelFolder(modelId),
      samplePrompts: () => this.#samplePrompts(run),
      spawn,
      engine,
      onPreparation: (preparation) => this.#emit(run.id, { event: 'preparation', preparation }),
      onPrepared: (prepared) => this.#update(run.id, { prepared }),
      onTraining: (event) => this.#onTraining(run.id, event),
    });
  }

  async #execute(run: Run, job: RunJob, modelId: string): Promise<void> {
    try {
      this.#update(run.id, { state: 'preparing', startedAt: new Date().toISOString() });
      const folder = this.#context.paths.runFolder(run.id);
      await mkdir(folder, { recursive: true });
      await mkdir(this.#context.paths.models, { recursive: true });
      const { recipe, size, budget, settings, datasetId, datasetVersion } = run;
      const config = { recipe, size, budget, settings, datasetId, datasetVersion };
      await writeFile(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
      const outcome = await job.execute();
      this.#recorder.flush();
      await this.#keepModel(run.id, modelId, outcome);
    } catch (thrown) {
      this.#recorder.flush();
      const error = toAppError(thrown);
      const { code, message, details } = error;
      const step = this.#context.stores.runs.get(run.id).step;
      await this.#discardModel(modelId);
      this.#finish(run.id, this.#closed ? interrupted(step) : { state: 'failed', error: { code, message, details } });
    }
  }

  async #keepModel(runId: string, modelId: string, outcome: RunOutcome): Promise<void> {
    if (outcome.kind === 'nothing') return this.#finish(runId, { state: 'stopped' });
    const { stores, paths } = this.#context;
    const run = stores.runs.get(runId);
    if (!run.engine) throw new AppError('internal', { message: 'training ended without naming its engine' });
    // The recipe travels with the folder, so that a copy of it can still build its prompts.
    await writeFile(
      join(paths.modelFolder(modelId), RECIPE_FILE),
      `${JSON.stringify({ recipe: run.recipe }, null, 2)}\n`,
    );
    const model: TrainedModel = {
      id: modelId,
      name: run.name,
      runId,
      datasetId: run.datasetId,
      datasetName: run.datasetName,
      recipe: run.recipe,
      size: run.size,
      config: llamaConfig(SIZE_PRESETS[run.size], run.settings.context_length),
      parameters: run.parameters,
      steps: run.step,
      lastLoss: run.lastLoss,
      validationLoss: run.validationLoss,
      engine: run.engine,
      createdAt: new Date().toISOString(),
    };
    stores.models.insert(model);
    announce(this.#context, 'models');
    this.#finish(runId, { state: outcome.reason === 'stopped' ? 'stopped' : 'done', modelId });
  }

  /** A folder that became no model would lie there unseen. That it cannot be removed must not hide why the run failed. */
  async #discardModel(modelId: string): Promise<void> {
    if (this.#context.stores.models.list().some(({ id }) => id === modelId)) return;
    await removeFolder(this.#context.paths.modelFolder(modelId)).catch(() => {});
  }

  #onTraining(runId: string, event: TrainEvent): void {
    const patch = this.#recorder.record(runId, event);
    if (patch) this.#update(runId, patch);
    switch (event.event) {
      case 'step':
      case 'evaluation':
      case 'sample':
      case 'resources':
        this.#emit(runId, event);
    }
  }

  /** Prompts from the data itself: rows at fixed places, so that every sample of a run continues the same text. */
  #samplePrompts(run: Run): string[] {
    const dataset = this.#context.stores.datasets.get(run.datasetId);
    const file = this.#datasetFiles.of(dataset);
    const offsets = [0.25, 0.5, 0.75].map((share) => Math.floor(share * file.rowCount));
    const rows = offsets.flatMap((offset) => file.readRows(offset, 1));
    return samplePromptsOf(
      run.recipe,
      rows.map((row) => exampleOf(run.recipe, file.columns, row)),
    );
  }

  #finish(runId: string, patch: Partial<Run>): void {
    this.#update(runId, { ...patch, endedAt: new Date().toISOString() });
    this.#events.get(runId)?.close();
    this.#events.delete(runId);
  }

  #update(runId: string, patch: Partial<Run>): void {
    const { runs } = this.#context.stores;
    runs.update(runId, patch);
    this.#emit(runId, { event: 'run', run: runs.get(runId) });
    announce(this.#context, 'runs');
  }

  #emit(runId: string, event: RunEvent): void {
    this.#events.get(runId)?.emit(event);
  }

  #broadcast(runId: string): Broadcast<RunEvent> {
    const existing = this.#events.get(runId);
    if (existing) return existing;
    const created = new Broadcast<RunEvent>();
    this.#events.set(runId, created);
    return created;
  }
}

function interrupted(step: number): Partial<Run> {
  const { code, message, details } = new AppError('run_interrupted', { step });
  return { state: 'failed', error: { code, message, details } };
}
