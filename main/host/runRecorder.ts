import type { Run, StepMetric } from '../../shared/domain/run.ts';
import type { RunStore } from '../db/runStore.ts';
import type { TrainEvent } from '../workers/contracts.ts';

/** Steps are written to the database in batches: a commit per step would be an fsync per step. */
const FLUSH_MS = 250;

/** Writes what a training process reports into the run store. One run at a time. */
export class RunRecorder {
  readonly #runs: RunStore;
  #unwritten: { runId: string; steps: StepMetric[]; timer: NodeJS.Timeout } | undefined;

  constructor(runs: RunStore) {
    this.#runs = runs;
  }

  /** Stores an event; what it changes in the run itself is returned for the caller to apply and announce. */
  record(runId: string, event: TrainEvent): Partial<Run> | undefined {
    switch (event.event) {
      case 'engine':
        return { state: 'training', engine: event.engine };
      case 'execution':
        return { execution: event.execution };
      case 'step':
        this.#unwritten ??= { runId, steps: [], timer: setTimeout(() => this.flush(), FLUSH_MS) };
        this.#unwritten.steps.push(event.metric);
        return;
      case 'evaluation':
        this.#runs.appendEvaluation(runId, event.evaluation);
        return { validationLoss: event.evaluation.validationLoss };
      case 'sample':
        this.#runs.appendSample(runId, event.sample);
        return;
      case 'resources':
        this.#runs.appendResources(runId, event.resources);
        return;
      case 'saving':
        this.flush();
        return { state: 'saving' };
      case 'done':
        return { validationLoss: event.validationLoss, tokensPerSecond: event.tokensPerSecond };
      default:
        throw event satisfies never;
    }
  }

  /** Writes the steps that wait for their batch. */
  flush(): void {
    const unwritten = this.#unwritten;
    if (!unwritten) return;
    this.#unwritten = undefined;
    clearTimeout(unwritten.timer);
    const { runId, steps } = unwritten;
    const [first, last] = [steps[0] as StepMetric, steps.at(-1) as StepMetric];
    this.#runs.appendSteps(runId, steps);
    this.#runs.update(runId, {
      step: last.step,
      lastLoss: last.loss,
      tokensPerSecond: last.tokensPerSecond,
      ...(first.step === 1 ? { firstLoss: first.loss } : {}),
    });
  }
}
