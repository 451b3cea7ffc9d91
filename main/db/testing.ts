import { newRunModel } from '../../shared/domain/architectures/runModel.ts';
import { type Run, type StepMetric, UNSTARTED } from '../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../shared/domain/runs/training.ts';

/** A run for tests, with nothing reported yet. */
export const testRun = (patch: Partial<Run> = {}): Run => ({
  ...UNSTARTED,
  id: 'r1',
  name: 'a run',
  datasetId: 'd1',
  datasetVersion: 1,
  datasetName: 'products',
  recipe: { kind: 'continue', template: '{{name}}' },
  size: 'nano',
  model: newRunModel('nano', 128),
  budget: { kind: 'steps', steps: 1000 },
  settings: defaultSettings('nano'),
  parameters: 12,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...patch,
});

/** A step whose figures all differ, and that takes 100 ms. */
export const testMetric = (step: number, loss: number = 1 / step): StepMetric => ({
  step,
  loss,
  learning_rate: 1e-3 * Math.cos(step),
  grad_norm: 1 + Math.sin(step * step),
  tokensPerSecond: 1000 + (step % 17),
  elapsedMs: step * 100,
  remainingMs: null,
});
