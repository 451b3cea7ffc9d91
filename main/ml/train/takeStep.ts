import type { InputValues, Program } from '../program/program.ts';
import { ADAM } from './optimizer.ts';
import { type Batch, batchInputs, countTargets } from './task.ts';

export interface StepRequest {
  /** Counts from 1. */
  step: number;
  learningRate: number;
  /** Micro-batches whose gradients make one step. */
  microBatches: number;
  /** What a tuning is told of a micro-batch besides, by the number of it in the run, which counts from 0. */
  draws?: (microBatch: number) => InputValues;
}

/** Takes one optimizer step with a `trainingProgram`. The loss is the mean over all targets of the step. */
export async function takeStep(
  program: Program,
  batches: Iterator<Batch>,
  { step, learningRate, microBatches, draws = () => ({}) }: StepRequest,
): Promise<{ loss: number; gradNorm: number }> {
  const parts = Array.from({ length: microBatches }, () => batches.next().value as Batch);
  const targets = parts.reduce((sum, part) => sum + countTargets(part), 0);
  const first = (step - 1) * microBatches;
  let lossBefore = 0;
  for (const [index, part] of parts.slice(0, -1).entries()) {
    const { loss } = await program.run('accumulate', { ...batchInputs(part, targets), ...draws(first + index) });
    lossBefore += (loss as Float32Array)[0] as number;
  }
  const { report } = await program.run('step', {
    ...batchInputs(parts.at(-1) as Batch, targets),
    ...draws(first + microBatches - 1),
    learningRate: Float32Array.of(learningRate),
    correction1: Float32Array.of(1 - ADAM.beta1 ** step),
    correction2: Float32Array.of(1 - ADAM.beta2 ** step),
    lossBefore: Float32Array.of(lossBefore),
  });
  const [loss = Number.NaN, gradNorm = Number.NaN] = report as Float32Array;
  return { loss, gradNorm };
}
