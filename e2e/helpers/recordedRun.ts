import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openStores, type Stores } from '../../main/db/stores.ts';
import { newRunModel } from '../../shared/domain/architectures/runModel.ts';
import { type Run, type StepMetric, UNSTARTED } from '../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../shared/domain/runs/training.ts';

/** Runs that were never trained: their history is written into a home's database, so that every figure of it is known. */

const EVALUATE_EVERY = 100;
const SAMPLE_EVERY = 250;
const BATCH = 20_000;
/** Steps of `recordRun` whose loss stands far out. */
export const SPIKE = { step: 1234, loss: 40 };

/** A loss that falls and jitters, always the same; evenly over the run, however long it is. */
export function recordedMetric(step: number, steps: number): StepMetric {
  const jitter = Math.sin(step * 12.9898) * 0.35 + Math.sin(step * 0.37) * 0.15;
  const share = step / steps;
  return {
    step,
    loss: step === SPIKE.step ? SPIKE.loss : 1.5 + 5.5 * Math.exp(-5 * share) + jitter,
    learning_rate: 1e-3 * (share < 0.05 ? share / 0.05 : 0.5 * (1 + Math.cos((Math.PI * (share - 0.05)) / 0.95))),
    grad_norm: 1.2 + jitter,
    tokensPerSecond: 12_000 + 900 * jitter,
    elapsedMs: step * 50,
    remainingMs: null,
  };
}

export const recordedValidation = (step: number, steps: number): number => 1.8 + 5.3 * Math.exp(-4 * (step / steps));

/** Text that the model is said to have written. */
export const recordedText = (step: number): string => ` quiet light ${step}`;

const engine: Run['engine'] = {
  name: 'wasm',
  version: '4.22.0',
  device: 'cpu',
  deviceName: 'a test',
  reason: [{ code: 'none_installed' }],
  source: 'test',
};

/** Writes an ended run of `steps` steps into a home that no studio has open. */
export function recordRun(home: string, id: string, steps: number): void {
  mkdirSync(home, { recursive: true });
  const stores = openStores(join(home, 'kindling.db'));
  try {
    stores.runs.insert({
      ...UNSTARTED,
      ...{ id, name: `recorded ${id}`, state: 'done', engine, step: steps, parameters: 800_000 },
      validationLoss: recordedValidation(steps, steps),
      ...{ datasetId: 'gone', datasetVersion: 1, datasetName: 'products', size: 'nano', modelId: 'gone' },
      recipe: { kind: 'continue', template: '{{name}}' },
      model: newRunModel('nano', 128),
      budget: { kind: 'steps', steps },
      settings: defaultSettings('nano'),
      createdAt: '2026-01-01T00:00:00.000Z',
      startedAt: '2026-01-01T00:00:01.000Z',
      endedAt: '2026-01-01T01:00:00.000Z',
    });
    record(stores, id, steps);
  } finally {
    stores.close();
  }
}

/** Writes what a run has reported up to a step. */
export function record({ runs }: Pick<Stores, 'runs'>, id: string, steps: number): void {
  for (let done = 0; done < steps; done += BATCH) {
    const length = Math.min(BATCH, steps - done);
    runs.appendSteps(
      id,
      Array.from({ length }, (_, index) => recordedMetric(done + index + 1, steps)),
    );
  }
  const every = (least: number) => Math.max(least, Math.ceil(steps / 1000));
  for (let step = 0; step <= steps; step += every(EVALUATE_EVERY)) {
    runs.appendEvaluation(id, { step, validationLoss: recordedValidation(step, steps) });
  }
  for (let step = 0; step <= steps; step += every(SAMPLE_EVERY)) {
    for (const prompt of ['A lamp with', 'The chair'])
      runs.appendSample(id, { step, prompt, text: recordedText(step) });
  }
  for (let step = 20; step <= steps; step += every(20)) {
    const usage = { step, elapsedMs: step * 50, cpuPercent: 60 + (step % 37), rssBytes: 4e8 + (step % 1000) * 1e5 };
    runs.appendResources(id, { ...usage, gpuPercent: null, gpuMemoryBytes: null });
  }
}
