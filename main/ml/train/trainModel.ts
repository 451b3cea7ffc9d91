import * as tf from '@tensorflow/tfjs-core';
import { DEFAULT_GENERATION } from '../../../shared/domain/generation.ts';
import type { LlamaConfig } from '../../../shared/domain/model.ts';
import type { Evaluation, Sample, StepMetric } from '../../../shared/domain/run.ts';
import type { Budget, TrainingSettings } from '../../../shared/domain/training.ts';
import { AppError } from '../../../shared/ipc/errors.ts';
import { type RotaryTables, rotaryTables } from '../model/llama.ts';
import { initialWeights, type Parameters, toParameters } from '../model/parameters.ts';
import { cachedDecoder } from '../sample/decoder.ts';
import { generate } from '../sample/generate.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { type Batch, evaluationBatches, toTensors, trainingBatches } from './batches.ts';
import type { Corpus } from './corpusFormat.ts';
import { evaluate } from './evaluate.ts';
import { ADAM, type AdamState, adamw, type Schedule } from './optimizer.ts';
import { Pace } from './pace.ts';
import { budgetShare, isBudgetSpent, learningRateAt, remainingMs } from './schedule.ts';
import { type StepResult, trainStep } from './trainStep.ts';

export interface TrainingRequest {
  config: LlamaConfig;
  settings: TrainingSettings;
  budget: Budget;
  train: Corpus;
  validation: Corpus;
  tokenizer: Tokenizer;
  /** Continued from time to time, to show how the model comes on. */
  samplePrompts: readonly string[];
  /** Asked before every step. */
  isStopRequested(): boolean;
}

export type TrainingEvent =
  | { event: 'step'; metric: StepMetric }
  | { event: 'evaluation'; evaluation: Evaluation }
  | { event: 'sample'; sample: Sample };

export interface TrainedParameters {
  reason: 'budget' | 'stopped';
  /** The caller's to dispose of, as are the tables. */
  parameters: Parameters;
  tables: RotaryTables;
  validationLoss: number;
  /** Over all steps, without evaluations and samples. */
  tokensPerSecond: number;
}

const SAMPLE_TOKENS = 48;
/** Evaluations along the way take a fixed part of the validation split: as much as the first one gets done in this time. */
const EVALUATION_MS = 2000;
/** The last evaluation takes all of the split, if the engine gets through it in a tenth of the training time or this. */
const LAST_EVALUATION_MS = 20_000;

/**
 * Trains a fresh model until the budget is spent or a stop is asked for.
 *
 * @throws AppError `loss_not_finite`
 */
export async function* trainModel(
  request: TrainingRequest,
): AsyncGenerator<TrainingEvent, TrainedParameters, undefined> {
  const { config, settings, budget } = request;
  const [B, T] = [settings.per_device_train_batch_size, settings.context_length];
  const optimizer = adamw(settings.weight_decay);
  const tables = rotaryTables(config);
  let parameters = toParameters(initialWeights(config, settings.seed));
  let state: AdamState = optimizer.init(parameters);
  const batches = trainingBatches(request.train, B, T, settings.seed);
  const validation = [...evaluationBatches(request.validation, B, T)];
  let interim = validation;

  const start = performance.now();
  const evaluationPace = new Pace(5000, start);
  const samplePace = new Pace(10_000, start);
  const speed = new Speedometer(B * T);
  let step = 0;
  for (; ; step++) {
    // Lets messages in: a stop must be heard between two steps.
    await new Promise((resolve) => setTimeout(resolve));
    const elapsed = performance.now() - start;
    if (request.isStopRequested() || isBudgetSpent(budget, step, elapsed)) break;
    const share = budgetShare(budget, step + 1, elapsed);
    const learningRate = learningRateAt(share, settings.learning_rate, settings.warmup_ratio);
    const stepStart = performance.now();
    const batch = batches.next().value;
    const result = takeStep(batch, learningRate);
    const [loss = Number.NaN, gradNorm = Number.NaN] = await result.report.data();
    result.report.dispose();
    dispose(parameters, state);
    ({ parameters, state } = result);
    if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
      dispose(parameters, state);
      throw new AppError('loss_not_finite', {
        loss: String(loss),
        step: step + 1,
        learning_rate: settings.learning_rate,
      });
    }
    const stepEnd = performance.now();
    speed.add(stepEnd - stepStart);
    yield {
      event: 'step',
      metric: {
        step: step + 1,
        loss,
        learning_rate: learningRate,
        grad_norm: gradNorm,
        tokensPerSecond: speed.recent,
        elapsedMs: stepEnd - start,
        remainingMs: remainingMs(budget, step + 1, stepEnd - start),
      },
    };
    if (evaluationPace.isDue(stepEnd)) {
      const deadline = stepEnd + EVALUATION_MS;
      const goOn = () => interim !== validation || performance.now() < deadline;
      const { loss: validationLoss, batches: done } = await evaluate(config, parameters, tables, interim, goOn);
      interim = validation.slice(0, done);
      yield { event: 'evaluation', evaluation: { step: step + 1, validationLoss } };
      evaluationPace.done(stepEnd, performance.now());
    }
    const sampleStart = performance.now();
    if (samplePace.isDue(sampleStart)) {
      yield* samples(step + 1);
      samplePace.done(sampleStart, performance.now());
    }
  }

  tf.dispose([...state.first.values(), ...state.second.values()]);
  const trainingMs = performance.now() - start;
  const deadline = performance.now() + Math.max(LAST_EVALUATION_MS, trainingMs / 10);
  const { loss: validationLoss } = await evaluate(
    config,
    parameters,
    tables,
    validation,
    () => performance.now() < deadline,
  );
  yield { event: 'evaluation', evaluation: { step, validationLoss } };
  yield* samples(step);
  const reason = request.isStopRequested() ? 'stopped' : 'budget';
  return { reason, parameters, tables, validationLoss, tokensPerSecond: speed.overall };

  function takeStep(batch: Batch, learningRate: number): StepResult<AdamState> {
    const correction = (beta: number) => tf.scalar(1 - beta ** (step + 1));
    // `tidy` cannot see into maps, so what is to outlive it is kept by hand.
    return tidyKeeping(
      () => {
        const schedule: Schedule = {
          learningRate: tf.scalar(learningRate),
          correction1: correction(ADAM.beta1),
          correction2: correction(ADAM.beta2),
        };
        const { max_grad_norm } = settings;
        return trainStep(config, tables, optimizer, max_grad_norm, toTensors(batch), schedule, parameters, state);
      },
      (result) => [result.report, ...tensorsOf(result.parameters, result.state)],
    );
  }

  async function* samples(atStep: number): AsyncGenerator<TrainingEvent> {
    for (const prompt of request.samplePrompts) {
      const decoder = cachedDecoder(config, parameters, tables);
      const sampling = { ...DEFAULT_GENERATION, max_tokens: SAMPLE_TOKENS, seed: settings.seed };
      try {
        const { tokenizer } = request;
        for await (const event of generate({ tokenizer, decoder, contextLength: T, prompt, settings: sampling })) {
          if (event.event === 'done') {
            yield { event: 'sample', sample: { step: atStep, prompt, text: event.text } };
          }
        }
      } catch (error) {
        // A row whose prompt fills the context has nothing to show.
        if (!(error instanceof AppError && error.code === 'prompt_too_long')) throw error;
      }
    }
  }
}

function tensorsOf(parameters: Parameters, state: AdamState): tf.Tensor[] {
  return [...parameters.values(), ...state.first.values(), ...state.second.values()];
}

/** `tf.tidy` for results that it cannot see into. */
function tidyKeeping<T>(work: () => T, kept: (result: T) => tf.Tensor[]): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = work();
    for (const tensor of kept(result)) tf.keep(tensor);
  });
  return result as T;
}

function dispose(parameters: Parameters, state: AdamState): void {
  tf.dispose(tensorsOf(parameters, state));
}

/** Tokens per second over the last steps and over all of them. */
class Speedometer {
  readonly #tokensPerStep: number;
  #recent: number[] = [];
  #steps = 0;
  #totalMs = 0;

  constructor(tokensPerStep: number) {
    this.#tokensPerStep = tokensPerStep;
  }

  add(ms: number): void {
    this.#recent.push(ms);
    if (this.#recent.length > 10) this.#recent.shift();
    this.#steps++;
    this.#totalMs += ms;
  }

  get recent(): number {
    const ms = this.#recent.reduce((sum, value) => sum + value, 0);
    return ms > 0 ? (1000 * this.#tokensPerStep * this.#recent.length) / ms : 0;
  }

  get overall(): number {
    return this.#totalMs > 0 ? (1000 * this.#tokensPerStep * this.#steps) / this.#totalMs : 0;
  }
}
