import { type EngineInfo, isSameEngine } from '../../../shared/domain/engines/engine.ts';
import type { MeasureReport } from '../../../shared/domain/models/measures.ts';
import type { ResourceUsage, Run, StepMetric } from '../../../shared/domain/runs/run.ts';
import { AppError, toAppError } from '../../../shared/errors/errors.ts';
import type { RunStore } from '../../db/runStore.ts';
import type { TrainEvent } from '../../workers/contracts.ts';

/** Steps are written to the database in batches. */
const FLUSH_MS = 250;
/** Between two tries to write to a disk that did not take it. */
const RETRY_MS = 2000;

interface Unwritten {
  steps: StepMetric[];
  timer: NodeJS.Timeout;
}

/** Writes what training processes report into the run store. */
export class RunRecorder {
  readonly #runs: RunStore;
  readonly #onUnwritable: (runId: string) => void;
  readonly #unwritten = new Map<string, Unwritten>();

  constructor(runs: RunStore, onUnwritable: (runId: string) => void) {
    this.#runs = runs;
    this.#onUnwritable = onUnwritable;
  }

  /**
   * Stores an event; what it changes in the run itself is returned for the caller to apply and announce.
   *
   * @throws AppError `disk_full`, `write_failed` when a checkpoint would be ahead of what is stored, or more than points of a curve be lost
   */
  record(runId: string, event: TrainEvent): Partial<Run> | undefined {
    switch (event.event) {
      case 'engine':
        return { state: 'training', engine: event.engine, ...this.#changed(runId, event.engine) };
      case 'tuning':
        return { trainableParameters: event.trainableParameters };
      case 'resumed':
        return this.#rewind(runId, event);
      case 'execution':
        return { execution: event.execution };
      case 'step':
        this.#add(runId, event.metric);
        return;
      case 'evaluation':
        this.#runs.appendEvaluation(runId, event.evaluation);
        return {
          validationLoss: event.evaluation.validationLoss,
          validationShare: event.share,
          evaluationShare: event.share,
          best: event.best,
        };
      case 'sample':
        this.#runs.appendSample(runId, event.sample);
        return;
      case 'checkpointing': {
        const problem = this.flush();
        if (problem) throw problem;
        this.#runs.sync();
        return;
      }
      case 'resources':
        this.#addResources(runId, event.resources);
        return;
      case 'checkpoints':
        return { checkpoints: event.checkpoints, resumeFrom: null };
      case 'paused':
        this.flush();
        return;
      // For whoever watches now: of a part of it nothing is kept.
      case 'preparation':
        return;
      case 'saving':
        this.flush();
        return { state: 'saving' };
      case 'done': {
        const {
          validationLoss,
          validationShare,
          testLoss,
          measures,
          tokensPerSecond,
          weightsSha256,
          reason: endReason,
          parameters,
        } = event;
        return {
          ...{ validationLoss, validationShare, testLoss, tokensPerSecond, weightsSha256, endReason },
          measures: measures && this.#besideBase(runId, measures),
          ...(parameters !== undefined && { parameters }),
        };
      }
      default:
        throw event satisfies never;
    }
  }

  /** Adds what the model that the run started from is like: how good a text is says little of what training added. */
  #besideBase(runId: string, measures: MeasureReport): MeasureReport {
    const run = this.#runs.get(runId);
    if (!run?.model.base) return measures;
    const evaluations = this.#runs.evaluations(runId);
    const bitsAt = (step: number | undefined) =>
      evaluations.find((evaluation) => evaluation.step === step)?.metrics?.bitsPerByte?.value;
    const [before, after] = [bitsAt(0), bitsAt(run.best?.step ?? evaluations.at(-1)?.step)];
    if (before === undefined || after === undefined) return measures;
    const base = { name: run.model.base.name, before, after };
    return { ...measures, baselines: { ...measures.baselines, base } };
  }

  /** Writes the steps that wait for their batch. Those that the disk does not take wait on; the reason is returned. Never throws. */
  flush(): AppError | null {
    let problem: AppError | null = null;
    // Of a copy: what is put back during the loop would come again in it, for ever.
    for (const [runId, { steps, timer }] of [...this.#unwritten]) {
      clearTimeout(timer);
      this.#unwritten.delete(runId);
      try {
        this.#write(runId, steps);
      } catch (error) {
        problem = toAppError(error);
        this.#wait(runId, steps, RETRY_MS);
        this.#onUnwritable(runId);
      }
    }
    return problem;
  }

  /** A run reports nothing more for now. What the disk does not take is dropped: no checkpoint is ahead of what is stored, so it comes again. */
  end(runId: string): void {
    this.flush();
    clearTimeout(this.#unwritten.get(runId)?.timer);
    this.#unwritten.delete(runId);
  }

  close(): void {
    for (const runId of [...this.#unwritten.keys()]) this.end(runId);
  }

  /** A run that goes on with another engine says so from then on; the first of them is kept. */
  #changed(runId: string, now: EngineInfo): Partial<Run> {
    const { step, engine, engineBefore } = this.#runs.get(runId);
    if (step === 0 || !engine || isSameEngine(engine, now)) return {};
    return { engineBefore: engineBefore ?? engine };
  }

  #add(runId: string, metric: StepMetric): void {
    const unwritten = this.#unwritten.get(runId);
    if (unwritten) unwritten.steps.push(metric);
    else this.#wait(runId, [metric], FLUSH_MS);
  }

  /** What does not fit on the disk is left out: it is not worth a pause, and the next step or text will ask for one. */
  #addResources(runId: string, usage: ResourceUsage): void {
    try {
      this.#runs.appendResources(runId, usage);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'disk_full')) throw error;
    }
  }

  #wait(runId: string, steps: StepMetric[], ms: number): void {
    this.#unwritten.set(runId, { steps, timer: setTimeout(() => this.flush(), ms) });
  }

  #write(runId: string, steps: readonly StepMetric[]): void {
    const [first, last] = [steps[0] as StepMetric, steps.at(-1) as StepMetric];
    this.#runs.appendSteps(runId, steps);
    this.#runs.updateProgress(runId, {
      step: last.step,
      lastLoss: last.loss,
      tokensPerSecond: last.tokensPerSecond,
      elapsedMs: last.elapsedMs,
      ...(first.step === 1 ? { firstLoss: first.loss } : {}),
    });
  }

  /** What was reported after the checkpoint that the run goes on from is reported again. */
  #rewind(runId: string, { step, best, checkpoints }: Extract<TrainEvent, { event: 'resumed' }>): Partial<Run> {
    const problem = this.flush();
    if (problem) throw problem;
    this.#runs.rewind(runId, step);
    return {
      step,
      ...this.#runs.lastLosses(runId),
      validationShare: this.#runs.get(runId).evaluationShare,
      testLoss: null,
      measures: null,
      best,
      elapsedMs: checkpoints.find((checkpoint) => checkpoint.step === step)?.elapsedMs ?? 0,
      resumedFromStep: step,
      checkpoints,
    };
  }
}
