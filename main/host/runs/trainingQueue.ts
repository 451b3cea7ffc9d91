import { GOING, isGoing, type Run, type RunEvent } from '../../../shared/domain/runs/run.ts';
import type { Budget } from '../../../shared/domain/runs/training.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { AsyncQueue } from '../../../shared/ipc/asyncQueue.ts';
import type { HostContext } from '../services/context.ts';
import type { DatasetFiles } from '../services/datasetFiles.ts';
import { interrupted, RunAttempt } from './runAttempt.ts';
import { RunKeeper } from './runKeeper.ts';

/**
 * Works on one run at a time, in an order that the user can change. The order is in the runs themselves, so that the queue is there again
 * after a restart. Runs belong to the host; windows come and go.
 */
export class TrainingQueue {
  readonly #context: HostContext;
  readonly #datasetFiles: DatasetFiles;
  readonly #keeper: RunKeeper;
  /** Ids in the order of their turns. */
  #waiting: string[] = [];
  #current: { attempt: RunAttempt; finished: Promise<void> } | undefined;
  #held = false;

  constructor(context: HostContext, datasetFiles: DatasetFiles) {
    this.#context = context;
    this.#datasetFiles = datasetFiles;
    this.#keeper = new RunKeeper(context, (runId) => {
      if (this.#current?.attempt.runId === runId) void this.#current.attempt.end('pause').catch(() => {});
    });
    this.#takeUp();
  }

  /** True while a run waits for its turn here or goes on. */
  get busy(): boolean {
    return this.#current !== undefined || this.#waiting.length > 0;
  }

  /** Puts a run at the end of the queue. */
  add(runId: string, patch: Partial<Run> = {}): void {
    const last = Math.max(0, ...this.#context.stores.runs.inStates('queued').map(({ queuePosition }) => queuePosition));
    this.#keeper.update(runId, { ...patch, state: 'queued', queuePosition: last + 1 });
    this.#waiting.push(runId);
    // Later, so that whoever adds a run sees it waiting.
    setImmediate(() => this.#next());
  }

  subscribe(runId: string, signal: AbortSignal): AsyncQueue<RunEvent> {
    return this.#keeper.subscribe(runId, signal);
  }

  /** Writes what waits for its batch. */
  flush(): void {
    this.#keeper.flush();
  }

  /** Ends training and keeps the model as trained so far. A run that waits leaves the queue. */
  stop(runId: string): Promise<void> {
    return this.#end(runId, 'stop');
  }

  /** Sets a run aside, to go on another time. */
  pause(runId: string): Promise<void> {
    return this.#end(runId, 'pause');
  }

  /** Goes on with a run from its last checkpoint, or that of `fromStep`; from the beginning where it has got to none. */
  resume(runId: string, changes: { learning_rate?: number | undefined; fromStep?: number | undefined }): void {
    const run = this.#keeper.get(runId);
    if (isGoing(run.state)) throw new AppError('run_active', { name: run.name });
    const { learning_rate = run.settings.learning_rate, fromStep } = changes;
    if (run.state === 'done' && fromStep === undefined) throw new AppError('run_done', { name: run.name });
    const steps = run.checkpoints.map(({ step }) => step);
    if (fromStep !== undefined && !steps.includes(fromStep)) {
      throw new AppError('run_no_such_checkpoint', { name: run.name, step: fromStep, steps: steps.join(', ') });
    }
    this.add(runId, {
      settings: { ...run.settings, learning_rate },
      // A choice holds until there is a checkpoint that came of it.
      resumeFrom: fromStep ?? run.resumeFrom,
      error: null,
      endedAt: null,
      endReason: null,
    });
  }

  /** Goes on with a longer budget: `add` comes on top of what was trained. */
  extend(runId: string, add: Budget): void {
    const run = this.#keeper.get(runId);
    if (isGoing(run.state)) throw new AppError('run_active', { name: run.name });
    const last = run.checkpoints.at(-1);
    if (!last) throw new AppError('run_no_checkpoint', { name: run.name });
    const { step, elapsedMs } = last;
    const learning_rate = this.#context.stores.runs.learningRateAt(runId, step) ?? 0;
    const budget: Budget =
      add.kind === 'steps'
        ? { kind: 'steps', steps: step + add.steps }
        : { kind: 'minutes', minutes: elapsedMs / 60_000 + add.minutes };
    const extension = { step, elapsedMs, learning_rate, previous: run.budget };
    this.add(runId, { budget, extension, resumeFrom: null, error: null, endedAt: null, endReason: null });
  }

  /** Puts a waiting run before another one, or at the end. */
  move(runId: string, before: string | null): void {
    for (const id of before === null ? [runId] : [runId, before]) {
      if (!this.#waiting.includes(id)) throw new AppError('run_not_waiting', { name: this.#keeper.get(id).name });
    }
    if (runId === before) return;
    const others = this.#waiting.filter((id) => id !== runId);
    others.splice(before === null ? others.length : others.indexOf(before), 0, runId);
    this.#waiting = others;
    for (const [index, id] of others.entries()) this.#keeper.update(id, { queuePosition: index + 1 });
  }

  /** For a studio that is about to close: no other run begins, and what trains is stopped and its model kept. */
  async windUp(): Promise<void> {
    this.#held = true;
    const { attempt, finished } = this.#current ?? {};
    await attempt?.end('stop');
    await finished;
  }

  /** Ends what is going on at once; it can go on from its last checkpoint. What waits, waits for the next start. */
  async close(): Promise<void> {
    this.#held = true;
    this.#current?.attempt.kill();
    await this.#current?.finished;
    this.#waiting = [];
    this.#keeper.close();
  }

  /**
   * Runs that were going when the studio ended, by whatever cause, must not look as if they still were. Those that waited go on waiting,
   * but a single command is not what their turn should come in.
   */
  #takeUp(): void {
    const runs = this.#context.stores.runs.inStates(...GOING).sort((a, b) => a.queuePosition - b.queuePosition);
    for (const run of runs) {
      if (isGoing(run.state) && run.state !== 'queued') this.#keeper.finish(run.id, interrupted(run));
    }
    if (this.#context.info.shell === 'cli') return;
    this.#waiting = runs.filter(({ state }) => state === 'queued').map(({ id }) => id);
    // Whoever makes the queue shall have it before runs begin.
    setImmediate(() => this.#next());
  }

  async #end(runId: string, ending: 'stop' | 'pause'): Promise<void> {
    if (this.#current?.attempt.runId === runId) return this.#current.attempt.end(ending);
    this.#waiting = this.#waiting.filter((id) => id !== runId);
    // What had trained before it waited can go on another time, however it left the queue.
    const hasTrained = this.#keeper.get(runId).checkpoints.length > 0;
    this.#keeper.finish(runId, { state: ending === 'pause' || hasTrained ? 'paused' : 'stopped' });
  }

  #next(): void {
    if (this.#current || this.#held) return;
    const runId = this.#waiting.shift();
    if (runId === undefined) return;
    const attempt = new RunAttempt(this.#context, this.#datasetFiles, this.#keeper, runId);
    const finished = attempt.execute().finally(() => {
      this.#current = undefined;
      this.#next();
    });
    this.#current = { attempt, finished };
  }
}
