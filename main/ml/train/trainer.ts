import type { Measures } from '../../../shared/domain/models/measures.ts';
import type { EndReason } from '../../../shared/domain/runs/run.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { valuesOf, type Weights } from '../architectures/parameters.ts';
import type { MadeProgram, Program } from '../program/program.ts';
import { fullTuning } from '../tuning/tuning.ts';
import { evaluate, shareOfTargets } from './evaluate.ts';
import { EvaluationPlan } from './evaluationPlan.ts';
import { notFinite } from './finite.ts';
import { forecastMs } from './forecast.ts';
import { isBudgetSpent, scheduledRate } from './schedule.ts';
import { Speedometer } from './speedometer.ts';
import { takeStep } from './takeStep.ts';
import { type Batch, type BatchSource, type Gathering, methodFor, type OnLosses, type TaskMeter } from './task.ts';
import { type Best, initialState, type StepLoss, type TrainerState } from './trainerState.ts';
import type { PausedTraining, TrainedModel, TrainingEvent, TrainingRequest } from './training.ts';
import { trainedState } from './trainingProgram.ts';

/** The last evaluation takes all of the validation split, and the test all of its own, if the engine gets through it in a tenth of the training time or this. */
const LAST_EVALUATION_MS = 20_000;
/** Validation batches that the best model and the last one are compared on, for each step and at least: twice a forward pass, a fifteenth of the training time. */
const TO_CHOOSE_PER_STEP = 0.1;
const LEAST_TO_CHOOSE = 16;
/** Nobody shall lose more than this. */
const CHECKPOINT_MS = 60_000;

type Events<Result = void> = AsyncGenerator<TrainingEvent, Result, undefined>;

/** Trains with a program whose state was written. Owns what there is to know besides the tensors. */
export class Trainer {
  readonly #request: TrainingRequest;
  readonly #program: Program;
  readonly #execution: MadeProgram['execution'];
  readonly #batches: BatchSource;
  readonly #validation: readonly Batch[];
  readonly #plan: EvaluationPlan;
  readonly #speed: Speedometer;
  readonly #meter: TaskMeter;
  /** Of batches that are texts all through. */
  readonly #tokensPerBatch: number;
  /** Methods that have taken a step: each is compiled when it first does. */
  readonly #compiled = new Set<string>();
  #state: TrainerState;
  /** When training would have begun, had there been no break; `null` until the first step since the last one is done. */
  #start: number | null = null;
  #checkpointMs = 0;
  /** What the texts of the last evaluation took. */
  #textsMs = 0;
  #savedStep: number | null;
  #savedAt: number;
  #lastStepMs = 0;
  #executionTold = false;

  constructor(request: TrainingRequest, program: Program, execution: MadeProgram['execution']) {
    const { settings, budget, task, resume, extension } = request;
    this.#tokensPerBatch = settings.per_device_train_batch_size * settings.context_length;
    this.#request = request;
    this.#program = program;
    this.#execution = execution;
    this.#batches = task.batches(resume?.state.batches ?? settings.seed);
    this.#validation = task.validation;
    this.#state = { ...(resume?.state ?? initialState(this.#batches.position)) };
    // Whoever has more trained than patience allowed wants to see it through.
    if (extension && extension.step === this.#state.step) this.#state.evaluationsSinceBest = 0;
    this.#meter = task.meter(program, () => request.ending() === 'pause');
    this.#savedStep = resume ? this.#state.step : null;
    this.#savedAt = performance.now();
    const { step, elapsedMs, stepsMs, timedSteps, timedTokens, evaluationBatches: taken } = this.#state;
    this.#plan = new EvaluationPlan(this.#validation, settings, budget, taken, elapsedMs);
    const steps = timedSteps ?? step;
    const tokens = timedTokens ?? steps * settings.gradient_accumulation_steps * this.#tokensPerBatch;
    this.#speed = new Speedometer({ steps, totalMs: stepsMs, tokens });
  }

  /** Of what is trained. */
  get #shapes(): Map<string, number[]> {
    const { task, config, tuning = fullTuning } = this.#request;
    return tuning.trained(config, task.head.shapes(config));
  }

  async *train(): Events<TrainedModel | PausedTraining> {
    if (this.#savedStep === null) {
      // What the base is without training, for all to see what training adds.
      if (this.#request.base) yield* this.#evaluate(true);
      yield* this.#save();
    }
    for (;;) {
      // Lets messages in: a stop must be heard between two steps.
      await new Promise((resolve) => setTimeout(resolve));
      const ending = this.#request.ending();
      if (ending === 'pause') {
        yield* this.#save();
        return { reason: 'paused', step: this.#state.step };
      }
      const reason = ending === 'stop' ? 'stopped' : this.#endReason();
      if (reason) return yield* this.#end(reason);
      yield* this.#step();
      const elapsedMs = this.#elapsedMs;
      if (this.#plan.isDue(this.#state.step, elapsedMs)) {
        const withTexts = this.#plan.hasSamples(this.#state.step, elapsedMs);
        yield* this.#evaluate(withTexts);
        yield* this.#save();
        this.#plan.done(elapsedMs, this.#elapsedMs, withTexts ? this.#textsMs : null);
      } else if (this.#isSaveDue(performance.now())) yield* this.#save();
    }
  }

  get #elapsedMs(): number {
    return this.#start === null ? this.#state.elapsedMs : performance.now() - this.#start;
  }

  #endReason(): EndReason | null {
    const { budget, settings } = this.#request;
    if (isBudgetSpent(budget, this.#state.step, this.#elapsedMs)) return 'budget';
    const patience = settings.early_stopping_patience;
    return patience > 0 && this.#state.evaluationsSinceBest >= patience ? 'early_stopping' : null;
  }

  #isSaveDue(now: number): boolean {
    const { save_steps } = this.#request.settings;
    if (save_steps > 0 && this.#state.step % save_steps === 0) return true;
    return now - this.#savedAt + this.#lastStepMs >= CHECKPOINT_MS;
  }

  async *#step(): Events {
    const { settings, budget, extension, tuning = fullTuning } = this.#request;
    const step = this.#state.step + 1;
    const { learning_rate, warmup_ratio } = settings;
    const learningRate = scheduledRate({ budget, extension, learning_rate, warmup_ratio }, step, this.#elapsedMs);
    const stepStart = performance.now();
    const { loss, gradNorm, parts } = await takeStep(this.#program, this.#batches, {
      step,
      learningRate,
      microBatches: settings.gradient_accumulation_steps,
      draws: (microBatch) => tuning.drawsOf(settings.seed, microBatch),
      optim: settings.optim,
    });
    this.#checkFinite(Number.isFinite(gradNorm) ? loss : gradNorm, step);
    // Only now is it certain how steps run: a program is compiled when it is first used.
    if (!this.#executionTold) yield { event: 'execution', execution: this.#execution() };
    this.#executionTold = true;
    this.#lastStepMs = performance.now() - stepStart;
    this.#speed.add(this.#lastStepMs, tokensOf(parts, this.#tokensPerBatch), this.#isNew(parts));
    this.#start ??= performance.now() - this.#state.elapsedMs;
    this.#state.step = step;
    const elapsedMs = this.#elapsedMs;
    yield {
      event: 'step',
      metric: {
        step,
        loss,
        learning_rate: learningRate,
        grad_norm: gradNorm,
        tokensPerSecond: this.#speed.recent,
        elapsedMs,
        remainingMs: this.#remainingMs(elapsedMs),
      },
    };
  }

  /** Whether a step with such batches was compiled while it was taken. */
  #isNew(parts: readonly Batch[]): boolean {
    if (this.#execution().mode !== 'compiled') return false;
    const before = this.#compiled.size;
    for (const [index, part] of parts.entries())
      this.#compiled.add(methodFor(index < parts.length - 1 ? 'accumulate' : 'step', part));
    return this.#compiled.size > before;
  }

  #remainingMs(elapsedMs: number): number | null {
    const { budget, settings, task } = this.#request;
    const ahead = {
      step: this.#state.step,
      lastBatches: this.#validation.length + (task.test?.size ?? 0),
      microBatches: settings.gradient_accumulation_steps,
      checkpointMs: this.#checkpointMs,
    };
    return forecastMs(budget, elapsedMs, ahead, this.#speed, this.#plan);
  }

  /** @throws AppError `loss_not_finite`: from there nothing can be learned any more */
  #checkFinite(loss: number, step = this.#state.step): void {
    if (Number.isFinite(loss)) return;
    throw new AppError('loss_not_finite', {
      loss: String(loss),
      step,
      learning_rate: this.#request.settings.learning_rate,
    });
  }

  /**
   * Evaluates on the part of the validation split that is for it, and writes samples. Where there is no target nothing is measured, and
   * nothing is told.
   */
  async *#evaluate(withSamples: boolean): Events {
    const state = this.#state;
    const gathered = this.#meter.gather();
    const validationLoss = await this.#plan.evaluate(this.#program, gathered?.onLosses);
    state.evaluationBatches = this.#plan.taken;
    if (validationLoss === null) {
      const { samples } = await this.#texts(gathered, withSamples);
      for (const sample of samples) yield { event: 'sample', sample: { step: state.step, ...sample } };
      return;
    }
    this.#checkFinite(validationLoss);
    const evaluation = { step: state.step, validationLoss };
    state.lastEvaluation = evaluation;
    const { metrics, samples } = await this.#texts(gathered, withSamples);
    this.#choose(evaluation, metrics);
    yield {
      event: 'evaluation',
      evaluation: { ...evaluation, elapsedMs: this.#elapsedMs, metrics },
      share: this.#plan.share,
      best: state.best,
    };
    for (const sample of samples) yield { event: 'sample', sample: { step: state.step, ...sample } };
  }

  /** Whether this one is the best so far. Without the figure that decides, as where a pause came between, it is not looked at. */
  #choose(evaluation: StepLoss, metrics: Measures): void {
    const state = this.#state;
    const { bestBy } = this.#request;
    const measured = bestBy ? metrics[bestBy.metric]?.value : undefined;
    if (bestBy && measured === undefined) return;
    const best = measured === undefined ? evaluation : { ...evaluation, measured };
    const isBetter = state.best === null || costOf(best, bestBy) < costOf(state.best, bestBy);
    if (isBetter) state.best = best;
    state.evaluationsSinceBest = isBetter ? 0 : state.evaluationsSinceBest + 1;
  }

  async #texts(gathered: Gathering | undefined, withSamples: boolean): ReturnType<TaskMeter['alongTheWay']> {
    const start = performance.now();
    const written = await this.#meter.alongTheWay(gathered, withSamples);
    this.#textsMs = performance.now() - start;
    return written;
  }

  async *#save(): Events {
    const state = this.#state;
    if (this.#savedStep === state.step) return;
    // A run that goes on from here reports nothing before it again.
    yield { event: 'checkpointing', step: state.step };
    await this.#request.stored(state.step);
    const start = performance.now();
    const values = await this.#program.read(trainedState(this.#shapes, this.#request.settings.optim).keys());
    // The loss is that of the weights before the step: whether the step broke them shows here first.
    if (notFinite(values) !== null) this.#checkFinite(Number.NaN);
    state.elapsedMs = this.#elapsedMs;
    const { steps, totalMs, tokens } = this.#speed.timed;
    [state.timedSteps, state.stepsMs, state.timedTokens] = [steps, totalMs, tokens];
    state.batches = this.#batches.position;
    const checkpoints = await this.#request.checkpoints.save({ state: structuredClone(state), values });
    this.#checkpointMs = performance.now() - start;
    this.#savedStep = state.step;
    this.#savedAt = performance.now();
    yield { event: 'checkpoints', checkpoints };
  }

  async *#end(reason: EndReason): Events<TrainedModel> {
    const { step } = this.#state;
    const trainingMs = this.#elapsedMs;
    if (this.#state.lastEvaluation?.step !== step) yield* this.#evaluate(true);
    yield* this.#save();
    const kept = await this.#restoreBest();
    const gathered = this.#meter.gather();
    return {
      reason,
      step: kept.step,
      ...(await this.#lastEvaluation(kept.validationLoss, trainingMs, gathered?.onLosses)),
      testLoss: await this.#testLoss(trainingMs),
      measures: await this.#meter.atTheEnd(gathered, trainingMs),
      tokensPerSecond: this.#speed.overall,
      weights: await this.#weights(),
    };
  }

  /** The model to keep: that of the last step, or the best one's if that is asked for. */
  async #restoreBest(): Promise<{ step: number; validationLoss: number | null }> {
    const { lastEvaluation, best, step } = this.#state;
    const last = { step, validationLoss: lastEvaluation?.step === step ? lastEvaluation.validationLoss : null };
    if (!this.#request.settings.load_best_model_at_end || !best || best.step === last.step) return last;
    const { checkpoints } = this.#request;
    const parameters = await checkpoints.parameters(best.step);
    // A disk that has damaged the best one leaves the last one, and not a run that can never come to its end.
    if (!parameters) return last;
    const lastLoss = await this.#lossToChoose();
    this.#program.write(valuesOf(parameters));
    if (lastLoss === null || ((await this.#lossToChoose()) ?? 0) <= lastLoss) return best;
    const lastParameters = await checkpoints.parameters(last.step);
    if (!lastParameters) return best;
    this.#program.write(valuesOf(lastParameters));
    return last;
  }

  /**
   * Along the way few rows are looked at, so that the best of many losses is often one of chance: the last model is held against it on more
   * of them. As many for as many steps, whatever the time: a run that was interrupted keeps the model of one that was not. `null` where all
   * of them were looked at, or a figure of the task has decided.
   */
  async #lossToChoose(): Promise<number | null> {
    const { step } = this.#state;
    const asked = Math.max(LEAST_TO_CHOOSE, Math.ceil(step * TO_CHOOSE_PER_STEP));
    const batches = Math.min(asked, this.#validation.length);
    if (this.#request.bestBy || batches <= (this.#plan.taken ?? 0)) return null;
    return (await evaluate(this.#program, this.#validation.slice(0, batches))).loss;
  }

  /** Loss on the whole validation split, or on as much of it as there is time for. `known` is that of the part that was taken so far. */
  async #lastEvaluation(
    known: number | null,
    trainingMs: number,
    onLosses?: OnLosses,
  ): Promise<Pick<TrainedModel, 'validationLoss' | 'validationShare'>> {
    if (this.#validation.length === 0) return { validationLoss: null, validationShare: null };
    // What each document costs may have been told of another model: the best one need not be the last.
    if (this.#plan.taken === this.#validation.length && !onLosses) return { validationLoss: known, validationShare: 1 };
    const { loss, batches } = await this.#lossOn(this.#validation, trainingMs, onLosses);
    const validationShare = shareOfTargets(this.#validation.slice(0, batches), this.#validation);
    return { validationLoss: loss, validationShare };
  }

  /** Of the model that is kept, when nothing is chosen any more; on as much of the test split as there is time for. */
  async #testLoss(trainingMs: number): Promise<number | null> {
    const { test } = this.#request.task;
    return test && (await this.#lossOn([...test.batches()], trainingMs)).loss;
  }

  async #lossOn(batches: readonly Batch[], trainingMs: number, onLosses?: OnLosses): ReturnType<typeof evaluate> {
    const deadline = performance.now() + Math.max(LAST_EVALUATION_MS, trainingMs / 10);
    const found = await evaluate(this.#program, batches, () => performance.now() < deadline, onLosses);
    if (found.loss !== null) this.#checkFinite(found.loss);
    return found;
  }

  async #weights(): Promise<Weights> {
    const shapes = this.#shapes;
    const values = await this.#program.read(shapes.keys());
    return new Map(Array.from(shapes, ([name, shape]) => [name, { shape, data: values.get(name) as Float32Array }]));
  }
}

/** Less is better. Of two that are equal the earlier one stays. */
function costOf({ validationLoss, measured }: Best, by: TrainingRequest['bestBy']): number {
  if (!by || measured === undefined) return validationLoss;
  return by.lowerIsBetter ? measured : -measured;
}

/** @param usual of one that says nothing */
const tokensOf = (parts: readonly Batch[], usual: number): number =>
  parts.reduce((sum, { textTokens = usual }) => sum + textTokens, 0);
