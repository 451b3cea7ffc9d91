import type { OptimizerName } from '../../../shared/domain/runs/settings.ts';
import type { InputValues, Program } from '../program/program.ts';
import { DEFAULT_OPTIMIZER, optimizerFactors } from './optimizers/index.ts';
import { type Batch, batchInputs, countTargets, methodFor } from './task.ts';

export interface StepRequest {
  /** Counts from 1. */
  step: number;
  learningRate: number;
  /** Micro-batches whose gradients make one step. */
  microBatches: number;
  /** What a tuning is told of a micro-batch besides, by the number of it in the run, which counts from 0. */
  draws?: (microBatch: number) => InputValues;
  /** That of the program; the default one where nothing is said. */
  optim?: OptimizerName;
}

export interface TakenStep {
  /** The mean over all targets of the step. */
  loss: number;
  gradNorm: number;
  /** What it learned from. */
  parts: readonly Batch[];
}

/** Takes one optimizer step with a `trainingProgram`. */
export async function takeStep(
  program: Program,
  batches: Iterator<Batch>,
  { step, learningRate, microBatches, draws = () => ({}), optim = DEFAULT_OPTIMIZER }: StepRequest,
): Promise<TakenStep> {
  const parts = Array.from({ length: microBatches }, () => batches.next().value as Batch);
  const targets = parts.reduce((sum, part) => sum + countTargets(part), 0);
  const first = (step - 1) * microBatches;
  let lossBefore = 0;
  for (const [index, part] of parts.slice(0, -1).entries()) {
    const inputs = { ...batchInputs(part, targets), ...draws(first + index) };
    const { loss } = await program.run(methodFor('accumulate', part), inputs);
    lossBefore += (loss as Float32Array)[0] as number;
  }
  const last = parts.at(-1) as Batch;
  const factors = Object.entries(optimizerFactors(optim, step)).map(([name, value]) => [name, Float32Array.of(value)]);
  const { report } = await program.run(methodFor('step', last), {
    ...batchInputs(last, targets),
    ...draws(first + microBatches - 1),
    ...Object.fromEntries(factors),
    learningRate: Float32Array.of(learningRate),
    lossBefore: Float32Array.of(lossBefore),
  });
  const [loss = Number.NaN, gradNorm = Number.NaN] = report as Float32Array;
  return { loss, gradNorm, parts };
}
