import type { Budget, TrainingSettings } from '../../../shared/domain/runs/training.ts';
import type { Program } from '../program/program.ts';
import { evaluate, shareOfTargets } from './evaluate.ts';
import { Pace } from './pace.ts';
import type { Batch, OnLosses } from './task.ts';

/** Evaluations of a run, unless `eval_steps` says otherwise: about as many, and never fewer than the least. */
const EVALUATIONS = 20;
const LEAST_EVALUATIONS = 10;
/** Where a tenth of the budget has more steps than that, evaluations are no closer. */
const STEPS_BETWEEN = 10;
/** Validation batches for each step between two evaluations: a forward pass takes about a third of a step. */
const BATCHES_PER_STEP = 0.3;
const LEAST_BATCHES = 4;
/** With so few steps between two evaluations that four batches would take longer than the steps. */
const LEAST_BATCHES_OF_SHORT = 2;
/** A run by the clock evaluates twelve times at least, as it may run late, and as often as a twentieth of the time allows. */
const TIMED_PAUSE_MS = 5000;
const TIMED_EVALUATIONS = 12;
const TIMED_TEXTS = 4;
/** What its first evaluation gets done in this share of the time between two, at most this long, is what all of them take. */
const TIMED_SHARE = 0.03;
const TIMED_EVALUATION_MS = 2000;

/**
 * When to evaluate along the way, and on which part of the validation split: always the same one, or the losses could not be compared.
 * Where steps are counted nothing here depends on the clock, so that a run that was interrupted ends as one that was not. Times are
 * milliseconds of training.
 */
export class EvaluationPlan {
  readonly #batches: readonly Batch[];
  readonly #everySteps: number | null;
  /** Texts are written at every so many evaluations. */
  readonly #samplesEvery: number;
  readonly #lastStep: number | null;
  readonly #pace: Pace;
  /** Of texts in a run by the clock: they take longer than a loss, and are written less often where they would take the time of the steps. */
  readonly #textsPace: Pace;
  readonly #timedMs: number;
  #taken: number | null;

  /** @param taken batches of evaluations that were made before */
  constructor(
    batches: readonly Batch[],
    settings: TrainingSettings,
    budget: Budget,
    taken: number | null,
    elapsedMs: number,
  ) {
    this.#batches = batches;
    this.#everySteps = stepsBetween(settings, budget);
    const isOwn = settings.eval_steps > 0;
    this.#samplesEvery =
      budget.kind === 'steps' && !isOwn ? Math.ceil(usualSteps(budget.steps) / (this.#everySteps ?? 1)) : 1;
    this.#lastStep = budget.kind === 'steps' ? budget.steps : null;
    const mostMs = budget.kind === 'minutes' ? (budget.minutes * 60_000) / TIMED_EVALUATIONS : Number.POSITIVE_INFINITY;
    this.#pace = new Pace({ leastMs: TIMED_PAUSE_MS, mostMs }, elapsedMs);
    this.#textsPace = new Pace({ leastMs: 0, mostMs: (mostMs * TIMED_EVALUATIONS) / TIMED_TEXTS }, elapsedMs);
    this.#timedMs = Math.min(TIMED_EVALUATION_MS, mostMs * TIMED_SHARE);
    this.#taken =
      taken ??
      (this.#everySteps === null ? null : batchesFor(this.#everySteps, batches.length, settings.eval_steps > 0));
  }

  /** Batches of an evaluation; `null` while that is not known. */
  get taken(): number | null {
    return this.#taken;
  }

  /** The part of the validation split that evaluations are on, from 0 to 1. */
  get share(): number {
    return shareOfTargets(this.#batches.slice(0, this.#taken ?? undefined), this.#batches);
  }

  /** Milliseconds of an evaluation with all that is done along with it; `null` while that is not known. */
  get costMs(): number | null {
    if (this.#pace.cost === null) return null;
    return this.#pace.cost + (this.#textsPace.cost ?? 0) / this.#samplesEvery;
  }

  isDue(step: number, elapsedMs: number): boolean {
    return this.#everySteps === null ? this.#pace.isDue(elapsedMs) : step % this.#everySteps === 0;
  }

  /** Whether texts are written at an evaluation: in a run of few steps they would take longer than the steps. */
  hasSamples(step: number, elapsedMs: number): boolean {
    if (this.#everySteps === null) return this.#textsPace.isDue(elapsedMs);
    return step === this.#lastStep || (step / (this.#everySteps ?? 1)) % this.#samplesEvery === 0;
  }

  /** Tells what evaluating, and what is done along with it, took; `textsMs` of it was spent with texts. */
  done(start: number, end: number, textsMs: number | null): void {
    this.#pace.done(start + (textsMs ?? 0), end);
    if (textsMs !== null) this.#textsPace.done(end - textsMs, end);
  }

  /** Evaluations that are yet to come of a budget in steps. */
  left(step: number, steps: number): number {
    return this.#everySteps === null ? 0 : Math.floor(steps / this.#everySteps) - Math.floor(step / this.#everySteps);
  }

  /** Mean loss in nats per token; `null` where no batch has a target. */
  async evaluate(program: Program, onLosses?: OnLosses): Promise<number | null> {
    if (this.#taken === null) this.#taken = await this.#batchesInTime(program);
    const { loss } = await evaluate(program, this.#batches.slice(0, this.#taken), undefined, onLosses);
    return loss;
  }

  async #batchesInTime(program: Program): Promise<number> {
    // The first time it may have to be compiled, for each length of rows.
    const first = new Map(this.#batches.toReversed().map((batch) => [batch.rowTokens, batch]));
    await evaluate(program, [...first.values()]);
    const deadline = performance.now() + this.#timedMs;
    return (await evaluate(program, this.#batches, () => performance.now() < deadline)).batches;
  }
}

const usualSteps = (steps: number): number => Math.max(STEPS_BETWEEN, Math.ceil(steps / EVALUATIONS));

function stepsBetween({ eval_steps }: TrainingSettings, budget: Budget): number | null {
  if (eval_steps > 0) return eval_steps;
  if (budget.kind === 'minutes') return null;
  return Math.min(usualSteps(budget.steps), Math.max(1, Math.floor(budget.steps / LEAST_EVALUATIONS)));
}

function batchesFor(everySteps: number, all: number, isAsked: boolean): number {
  const least = everySteps < STEPS_BETWEEN && !isAsked ? LEAST_BATCHES_OF_SHORT : LEAST_BATCHES;
  return Math.min(all, Math.max(least, Math.ceil(everySteps * BATCHES_PER_STEP)));
}
