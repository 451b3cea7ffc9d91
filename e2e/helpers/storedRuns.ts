import { join } from 'node:path';
import { openStores } from '../../main/db/stores.ts';
import { newRunModel } from '../../shared/domain/architectures/runModel.ts';
import { type Run, UNSTARTED } from '../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../shared/domain/runs/training.ts';

/** A run with its curves, to be put into a home before the studio starts: much faster than training it. */
export interface StoredRun {
  run: Pick<Run, 'id' | 'name'> & Partial<Run>;
  /** Training loss of each step from 1 to the run's. */
  lossAt?: (step: number) => number;
  /** Validation loss every `every` steps. */
  validationAt?: (step: number) => number;
  every?: number;
}

/** Puts runs into a home that no studio has open, the last one the newest. */
export function storeRuns(home: string, runs: readonly StoredRun[]): void {
  const stores = openStores(join(home, 'kindling.db'));
  for (const [place, { run: patch, lossAt, validationAt, every = 50 }] of runs.entries()) {
    const run = runOf(patch, place);
    stores.runs.insert(run);
    if (lossAt) stores.runs.appendSteps(run.id, metricsOf(run, lossAt));
    for (let step = every; validationAt && step <= run.step; step += every) {
      stores.runs.appendEvaluation(run.id, { step, validationLoss: validationAt(step) });
    }
  }
  stores.close();
}

function runOf(patch: StoredRun['run'], place: number): Run {
  const size = patch.size ?? 'nano';
  const step = patch.step ?? 1000;
  const time = (minutes: number) => new Date(Date.UTC(2026, 0, 5, 8, 10 * place + minutes)).toISOString();
  return {
    ...UNSTARTED,
    datasetId: 'products',
    datasetVersion: 1,
    datasetName: 'products',
    recipe: { kind: 'continue', template: '{{name}}\n{{description}}' },
    size,
    model: newRunModel(size, 128),
    budget: { kind: 'steps', steps: Math.max(1, step) },
    settings: defaultSettings(size),
    state: 'done',
    parameters: 950_000,
    prepared: {
      trainDocuments: 1900,
      trainTokens: 400_000,
      validationDocuments: 100,
      validationTokens: 21_001,
      testDocuments: 0,
      testTokens: 0,
      promptsTooLong: 0,
      promptLimit: null,
    },
    tokensPerSecond: 41_000,
    elapsedMs: step * 50,
    createdAt: time(0),
    startedAt: time(1),
    endedAt: time(5),
    ...patch,
    step,
  };
}

function metricsOf(run: Run, lossAt: (step: number) => number) {
  return Array.from({ length: run.step }, (_, index) => {
    const step = index + 1;
    return {
      step,
      loss: lossAt(step),
      learning_rate: run.settings.learning_rate,
      grad_norm: 0.6,
      tokensPerSecond: run.tokensPerSecond ?? 0,
      elapsedMs: step * 50,
      remainingMs: null,
    };
  });
}

/** From about the logarithm of the vocabulary down to `floor`, steeply at first, with the swing of single batches. */
export const learning =
  (floor: number, { pace = 80, swing = 0.08 }: { pace?: number; swing?: number } = {}) =>
  (step: number) =>
    // Sines of incommensurable frequencies: uneven, and the same in every run.
    floor + (6.9 - floor) * (1 + step / pace) ** -0.8 + swing * (Math.sin(step * 12.9898) + Math.sin(step * 78.233));
