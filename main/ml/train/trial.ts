import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Execution } from '../../../shared/domain/engines/execution.ts';
import type { TrainingSettings } from '../../../shared/domain/runs/training.ts';
import type { InputValues, Program, ProgramMaker } from '../program/program.ts';
import { Random } from '../random.ts';
import { type BaseWeights, fullTuning, type Tuning } from '../tuning/tuning.ts';
import { writeBeginning, writeConstants } from './beginning.ts';
import { takeStep } from './takeStep.ts';
import { type Batch, batchInputs, countTargets, type Head } from './task.ts';
import { trainingProgram, trainingShape } from './trainingProgram.ts';

export interface TrialRequest {
  config: ModelConfig;
  settings: TrainingSettings;
  head: Head;
  /** The model that would be trained on; `null` takes random weights. */
  base?: BaseWeights | null;
  tuning?: Tuning;
  /** The engine's way to run the steps. */
  makeProgram: ProgramMaker;
}

/** What a run of this shape takes, as far as some of its steps tell. */
export interface Trial {
  /** Milliseconds until the first step's loss is there: compiling is a part of it. */
  readyMs: number;
  /** Milliseconds of an optimizer step, its micro-batches included. */
  stepMs: number;
  execution: Execution;
}

/** Steps that are timed, unless that takes too long; but always one. */
const TIMED_STEPS = 5;
const TIMED_MS = 3000;
/** Micro-batches are all alike: of a step with many, two are computed and the others are counted. */
const COMPUTED_MICRO_BATCHES = 2;

/** Takes a few real steps of a fresh model on random batches, and one evaluation: whatever a run computes again and again. */
export async function takeTrialSteps(request: TrialRequest): Promise<Trial> {
  const { config, settings, head, makeProgram, tuning = fullTuning } = request;
  const start = performance.now();
  const definition = trainingProgram(trainingShape(config, settings), head, tuning);
  const { program, execution } = makeProgram(definition);
  try {
    const beginning = { ...request, tuning };
    await writeConstants(program, definition, beginning);
    await writeBeginning(program, beginning);
    const batches = randomBatches(head, config, settings);
    const microBatches = Math.min(settings.gradient_accumulation_steps, COMPUTED_MICRO_BATCHES);
    const draws = (microBatch: number) => tuning.drawsOf(settings.seed, microBatch);
    const step = (number: number) =>
      takeStep(program, batches, { step: number, learningRate: 1e-4, microBatches, draws, optim: settings.optim });
    await step(1);
    const readyMs = performance.now() - start;
    const stepMs = await medianMs((round) => step(round + 2));
    const others = settings.gradient_accumulation_steps - microBatches;
    const otherMs = others === 0 ? 0 : await medianMs(() => runBatch(program, 'accumulate', batches, draws(0)));
    await runBatch(program, 'evaluate', batches);
    return { readyMs, stepMs: stepMs + others * otherMs, execution: execution() };
  } finally {
    program.dispose();
  }
}

async function runBatch(
  program: Program,
  method: 'accumulate' | 'evaluate',
  batches: Iterator<Batch>,
  draws: InputValues = {},
): Promise<void> {
  const batch = batches.next().value as Batch;
  await program.run(method, { ...batchInputs(batch, countTargets(batch)), ...draws });
}

/** The median of some rounds: one that something else has disturbed does not count. */
async function medianMs(round: (index: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let spent = 0; times.length === 0 || (times.length < TIMED_STEPS && spent < TIMED_MS); ) {
    const start = performance.now();
    await round(times.length);
    const time = performance.now() - start;
    times.push(time);
    spent += time;
  }
  const sorted = times.sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] as number;
}

function* randomBatches(
  head: Head,
  config: ModelConfig,
  settings: TrainingSettings,
): Generator<Batch, never, undefined> {
  const shape = { batchSize: settings.per_device_train_batch_size, contextLength: settings.context_length };
  const random = new Random(settings.seed);
  for (;;) yield head.randomBatch(config, shape, random);
}
