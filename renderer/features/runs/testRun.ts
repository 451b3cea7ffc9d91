import { newRunModel } from '../../../shared/domain/architectures/runModel.ts';
import { type Run, UNSTARTED } from '../../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';

/** A run for tests, in the midst of training. */
export function testRun(patch: Partial<Run> = {}): Run {
  return {
    ...UNSTARTED,
    id: 'run-1',
    name: 'products · small',
    datasetId: 'dataset-1',
    datasetVersion: 1,
    datasetName: 'products',
    recipe: { kind: 'continue', template: '{{name}}' },
    size: 'small',
    model: newRunModel('small', 128),
    budget: { kind: 'minutes', minutes: 5 },
    settings: defaultSettings('small'),
    state: 'training',
    parameters: 3_700_000,
    createdAt: '2026-11-24T00:00:00.000Z',
    startedAt: '2026-11-24T00:00:01.000Z',
    ...(patch.size && { model: newRunModel(patch.size, 128) }),
    ...patch,
  };
}
