import type { Execution } from '../../../shared/domain/execution.ts';
import { DEFAULT_GENERATION } from '../../../shared/domain/generation.ts';
import type { LlamaConfig } from '../../../shared/domain/model.ts';
import type { Evaluation, Sample, StepMetric } from '../../../shared/domain/run.ts';
import type { Budget, TrainingSettings } from '../../../shared/domain/training.ts';
import { AppError } from '../../../shared/ipc/errors.ts';
import { initialWeights, parameterShapes, type Weights } from '../model/parameters.ts';
import type { MadeProgram, Program, ProgramMaker } from '../program.ts';
import { programDecoder } from '../sample/decoderProgram.ts';
import { generate } from '../sample/generate.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { evaluationBatches, trainingBatches } from './batches.ts';
import type { Corpus } from './corpusFormat.ts';
import { evaluate } from './evaluate.ts';
import { Pace } from './pace.ts';
import { budgetShare, isBudgetSpent, learningRateAt, remainingMs } from './schedule.ts';
import { Speedometer } from './speedometer.ts';
import { takeStep } from './takeStep.ts';
import { trainingProgram } from './trainingProgram.ts';

export interface TrainingRequest {
  config: LlamaConfig;
  settings: TrainingSettings;
  budget: Budget;
  train: Corpus;
  validation: Corpus;
  tokenizer: Tokenizer;
  /** Continued from time to time, to show how the model comes on. */
  samplePrompts: readonly string[];
  /** The engine's way to run the steps. */
  makeProgram: ProgramMaker;
  /** Asked before every step. */
  isStopRequested(): boolean;
}

export type TrainingEvent =
  | { event: 'execution'; execution: Execution }
  | { event: 'step'; metric: StepMetric }
  | { event: 'evaluation'; evaluation: Evaluation }
  | { event: 'sample'; sample: Sample };

export interface TrainedModel {
  reason: 'budget' | 'stopped';
  weights: Weights;
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
export async function* trainModel(request: TrainingRequest): AsyncGenerator<TrainingEvent, TrainedModel, undefined> {
  const { config, settings } = request;
  const { program, execution } = request.makeProgram(
    trainingProgram({
      config,
      batchSize: settings.per_device_train_batch_size,
      contextLength: settings.context_length,
      gradientAccumulationSteps: settings.gradient_accumulation_steps,
      weightDecay: settings.weight_decay,
      maxGradNorm: settings.max_grad_norm,
    }),
  );
  try {
    program.write(new Map(Array.from(initialWeights(config, settings.seed), ([name, { data }]) => [name, data])));
    const trained = yield* trainProgram(request, program, execution);
    return { ...trained, weights: await readWeights(config, program) };
  } finally {
    program.dispose();
  }
}

async function* trainProgram(
  request: TrainingRequest,
  program: Program,
  execution: MadeProgram['execution'],
): AsyncGenerator<TrainingEvent, Omit<TrainedModel, 'weights'>, undefined> {
  const { settings, budget } = request;
  const [B, T] = [settings.per_device_train_batch_size, settings.context_length];
  const batches = trainingBatches(request.train, B, T, settings.seed);
  const validation = [...evaluationBatches(request.validation, B, T)];
  let interim = validation;

  const start = performance.now();
  const evaluationPace = new Pace(5000, start);
  const samplePace = new Pace(10_000, start);
  const speed = new Speedometer(B * T * settings.gradient_accumulation_steps);
  let step = 0;
  for (; ; step++) {
    // Lets messages in: a stop must be heard between two steps.
    await new Promise((resolve) => setTimeout(resolve));
    const elapsed = performance.now() - start;
    if (request.isStopRequested() || isBudgetSpent(budget, step, elapsed)) break;
    const share = budgetShare(budget, step + 1, elapsed);
    const learningRate = learningRateAt(share, settings.learning_rate, settings.warmup_ratio);
    const stepStart = performance.now();
    const { loss, gradNorm } = await takeStep(program, batches, {
      step: step + 1,
      learningRate,
      microBatches: settings.gradient_accumulation_steps,
    });
    if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
      throw new AppError('loss_not_finite', {
        loss: String(loss),
        step: step + 1,
        learning_rate: settings.learning_rate,
      });
    }
    // Only now is it certain how steps run: a program is compiled when it is first used.
    if (step === 0) yield { event: 'execution', execution: execution() };
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
      const { loss: validationLoss, batches: done } = await evaluate(program, interim, goOn);
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

  const trainingMs = performance.now() - start;
  const deadline = performance.now() + Math.max(LAST_EVALUATION_MS, trainingMs / 10);
  const { loss: validationLoss } = await evaluate(program, validation, () => performance.now() < deadline);
  yield { event: 'evaluation', evaluation: { step, validationLoss } };
  yield* samples(step);
  const reason = request.isStopRequested() ? 'stopped' : 'budget';
  return { reason, validationLoss, tokensPerSecond: speed.overall };

  async function* samples(atStep: number): AsyncGenerator<TrainingEvent> {
    for (const prompt of request.samplePrompts) {
      const decoder = programDecoder(program, request.config);
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

async function readWeights(config: LlamaConfig, program: Program): Promise<Weights> {
  const shapes = parameterShapes(config);
  const values = await program.read(shapes.keys());
  return new Map(Array.from(shapes, ([name, shape]) => [name, { shape, data: values.get(name) as Float32Array }]));
}
