import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { defaultSettings, type TrainingSettings } from '../../../shared/domain/runs/training.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useCompilingEngine } from '../../engine/testing.ts';
import { takesLong } from '../../setup/leftOut.ts';
import { languageModelHead } from '../heads/languageModel.ts';
import type { ProgramMaker } from '../program/program.ts';
import { takeTrialSteps } from './trial.ts';

const { describe } = await useCompilingEngine();

const settings = (change: Partial<TrainingSettings> = {}): TrainingSettings => ({
  ...defaultSettings('nano'),
  precision: 'fp32',
  per_device_train_batch_size: 4,
  context_length: 32,
  ...change,
});
/** Compiled in a moment. */
const config = llamaConfig({ ...llamaPreset('nano'), vocab_size: 96, num_hidden_layers: 1 }, settings().context_length);
const trial = (change: Partial<TrainingSettings> = {}) =>
  takeTrialSteps({ config, settings: settings(change), head: languageModelHead, makeProgram: programMaker('fp32') });

/** What things take on a machine of the test, in milliseconds. */
const COSTS = { compile: 4000, accumulate: 60, step: 90, evaluate: 20 };

/** Counts what it is asked for, computes nothing and takes its time, by a clock of its own. */
function costly(calls: Record<string, number>): ProgramMaker {
  let clock = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  return () => ({
    program: {
      async run(method) {
        if (!calls[method]) clock += COSTS.compile;
        calls[method] = (calls[method] ?? 0) + 1;
        clock += COSTS[method as keyof typeof COSTS];
        return method === 'step' ? { report: Float32Array.of(2, 1) } : { loss: Float32Array.of(3) };
      },
      read: async () => new Map(),
      write: () => {},
      dispose: () => {},
    },
    execution: () => ({ mode: 'compiled', precision: 'fp32', problem: null }),
  });
}

describe('a trial', () => {
  it.each([1, 2, 4])('tells what a step of a run takes, of %i micro-batches too', async (microBatches) => {
    const calls: Record<string, number> = {};
    const { stepMs, readyMs } = await takeTrialSteps({
      config,
      head: languageModelHead,
      settings: settings({ gradient_accumulation_steps: microBatches }),
      makeProgram: costly(calls),
    });
    vi.restoreAllMocks();
    expect(stepMs).toBe(COSTS.step + (microBatches - 1) * COSTS.accumulate);
    // Compiling is told apart from what comes again.
    const compiled = microBatches === 1 ? 1 : 2;
    expect(readyMs).toBe(compiled * COSTS.compile + COSTS.step + Math.min(1, microBatches - 1) * COSTS.accumulate);
    expect(calls.step).toBe(6);
    expect(calls.evaluate).toBe(1);
  });

  it('is taken by the program of a run', async () => {
    expect((await trial()).execution).toEqual({ mode: 'compiled', precision: 'fp32', problem: null });
  });

  it('leaves no tensor behind', takesLong, async () => {
    const before = tf.memory().numTensors;
    await trial();
    await trial({ gradient_accumulation_steps: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
