import type { Preparation, Run, RunEvent, StepMetric } from '../../../shared/domain/runs/run.ts';
import { isFitted } from '../../../shared/domain/runs/runSettings.ts';
import { spentShare } from '../../../shared/domain/runs/training.ts';
import type { AsyncQueue } from '../../../shared/ipc/asyncQueue.ts';
import type { TrainEvent } from '../../workers/contracts.ts';
import { announce, announceEnd, type HostContext } from '../services/context.ts';
import { Broadcast } from '../services/events.ts';
import { RunRecorder } from './runRecorder.ts';

/** A percentage and a remaining time are read, not watched. */
const PROGRESS_MS = 1000;

/** Keeps what runs report: in the database first, then to whoever watches. Windows come and go. */
export class RunKeeper {
  readonly #context: HostContext;
  readonly #recorder: RunRecorder;
  readonly #events = new Map<string, Broadcast<RunEvent>>();
  #progressTold = Number.NEGATIVE_INFINITY;

  /** @param onUnwritable told when the disk did not take what a run reported */
  constructor(context: HostContext, onUnwritable: (runId: string) => void) {
    this.#context = context;
    this.#recorder = new RunRecorder(context.stores.runs, onUnwritable);
  }

  get(runId: string): Run {
    return this.#context.stores.runs.get(runId);
  }

  subscribe(runId: string, signal: AbortSignal): AsyncQueue<RunEvent> {
    this.#recorder.flush();
    return this.#broadcast(runId).subscribe(signal);
  }

  update(runId: string, patch: Partial<Run>): void {
    this.#context.stores.runs.update(runId, patch);
    this.emit(runId, { event: 'run', run: this.get(runId) });
    announce(this.#context, 'runs');
  }

  emit(runId: string, event: RunEvent): void {
    this.#events.get(runId)?.emit(event);
  }

  /** @throws AppError as `RunRecorder.record` */
  record(runId: string, event: TrainEvent): void {
    const patch = this.#recorder.record(runId, event);
    if (event.event === 'resumed') this.emit(runId, { event: 'rewound', step: event.step });
    if (patch) this.update(runId, patch);
    if (event.event === 'step') this.#tellSteps(runId, event.metric);
    if (event.event === 'preparation') this.#tellVectors(runId, event.preparation);
    if (
      event.event === 'preparation' ||
      event.event === 'step' ||
      event.event === 'sample' ||
      event.event === 'resources'
    )
      this.emit(runId, event);
    if (event.event === 'evaluation') {
      this.emit(runId, { event: 'evaluation', evaluation: event.evaluation });
    }
  }

  #tellSteps(runId: string, { step, elapsedMs, remainingMs }: StepMetric): void {
    if (!this.#isDue()) return;
    const run = this.get(runId);
    // Passes over vectors come in one go when all is done: they are no share of the budget.
    if (!isFitted(run)) this.#tellProgress(runId, spentShare(run.budget, { step, elapsedMs }), remainingMs);
  }

  #tellVectors(runId: string, { done, total, remainingMs }: Preparation): void {
    if (total && this.#isDue()) this.#tellProgress(runId, Math.min(1, done / total), remainingMs ?? null);
  }

  #isDue(): boolean {
    return performance.now() - this.#progressTold >= PROGRESS_MS;
  }

  #tellProgress(runId: string, share: number, remainingMs: number | null): void {
    this.#progressTold = performance.now();
    this.#context.events.emit({ event: 'progress', runId, share, remainingMs });
  }

  /** Nothing goes on with the run any more, for now or for good. */
  finish(runId: string, patch: Partial<Run>): void {
    this.#recorder.end(runId);
    this.update(runId, { ...patch, workerPid: null, endedAt: new Date().toISOString() });
    announceEnd(this.#context, this.get(runId));
    this.#events.get(runId)?.close();
    this.#events.delete(runId);
  }

  /** Writes what waits for its batch. */
  flush(): void {
    this.#recorder.flush();
  }

  close(): void {
    this.#recorder.close();
    for (const broadcast of this.#events.values()) broadcast.close();
  }

  #broadcast(runId: string): Broadcast<RunEvent> {
    const existing = this.#events.get(runId);
    if (existing) return existing;
    const created = new Broadcast<RunEvent>();
    this.#events.set(runId, created);
    return created;
  }
}
