import type { Budget, TrainingSettings } from '../../../shared/domain/training.ts';
import type { Program } from '../program.ts';
import type { Batch } from './batches.ts';
import { evaluate } from './evaluate.ts';
import { Pace } from './pace.ts';

/** Evaluations of a run whose budget is a number of steps, unless `eval_steps` says otherwise. */
const EVALUATIONS = 20;
const LEAST_STEPS_BETWEEN = 10;
/** Validation batches for each step between two evaluations: a forward pass takes about a third of a step. */
const BATCHES_PER_STEP = 0.3;
const LEAST_BATCHES = 4;
/** A run by the clock evaluates as often as a twentieth of the time allows, and takes what the first evaluation gets done in this time. */
const TIMED_PAUSE_MS = 5000;
const TIMED_EVALUATION_MS = 2000;

/**
 * When to evaluate along the way, and on which part of the validation split: always the same one, or the losses could not be compared.
 * Where steps are counted nothing here depends on the clock, so that a run that was interrupted ends as one that was not.
 */
export class EvaluationPlan {
  readonly #batches: readonly Batch[];
  readonly #everySteps: number | null;
  readonly #pace: Pace;
  #taken: number | null;

  /** @param taken batches of evaluations that were made before */
  constructor(
    batches: readonly Batch[],
    settings: TrainingSettings,
    budget: Budget,
    taken: number | null,
    now: number,
  ) {
    this.#batches = batches;
    this.#everySteps = stepsBetween(settings, budget);
    this.#pace = new Pace(TIMED_PAUSE_MS, now);
    this.#taken = taken ?? (this.#everySteps === null ? null : batchesFor(this.#everySteps, batches.length));
  }

  /** Batches of an evaluation; `null` while that is not known. */
  get taken(): number | null {
    return this.#taken;
  }

  isDue(step: number, now: number): boolean {
    return this.#everySteps === null ? this.#pace.isDue(now) : step % this.#everySteps === 0;
  }

  /** Tells what evaluating, and what is done along with it, took. */
  done(start: number, end: number): void {
    this.#pace.done(start, end);
  }

  /** Mean loss in nats per token. */
  async evaluate(program: Program): Promise<number> {
    const deadline = performance.now() + TIMED_EVALUATION_MS;
    const goOn = () => this.#taken !== null || performance.now() < deadline;
    const { loss, batches } = await evaluate(program, this.#batches.slice(0, this.#taken ?? undefined), goOn);
    this.#taken ??= batches;
    return loss;
  }
}

function stepsBetween({ eval_steps }: TrainingSettings, budget: Budget): number | null {
  if (eval_steps > 0) return eval_steps;
  return budget.kind === 'steps' ? Math.max(LEAST_STEPS_BETWEEN, Math.ceil(budget.steps / EVALUATIONS)) : null;
}

function batchesFor(everySteps: number, all: number): number {
  return Math.min(all, Math.max(LEAST_BATCHES, Math.ceil(everySteps * BATCHES_PER_STEP)));
}
