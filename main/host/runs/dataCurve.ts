import { existsSync } from 'node:fs';
import type { MeasureName } from '../../../shared/domain/models/measures.ts';
import type { DataCurve } from '../../../shared/domain/runs/dataCurve.ts';
import { keptRivals, taskOf } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { CurveEvent } from '../../../shared/ipc/contract.ts';
import { prepareContract } from '../../workers/contracts.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import type { HostContext } from '../services/context.ts';
import { streamAlone } from '../services/workerCalls.ts';

/**
 * Trains the small model of a run's task on parts of the run's rows. Nothing is kept of it.
 *
 * @throws AppError `not_found`, `bad_input` for a task without one, `dataset_missing`, `curve_too_few`, `cancelled`
 */
export async function* dataCurve(context: HostContext, id: string, signal: AbortSignal): AsyncGenerator<CurveEvent> {
  const { stores, paths, spawn } = context;
  const { recipe, split, settings, datasetId, datasetVersion } = stores.runs.get(id);
  const [rival] = keptRivals(recipe);
  if (!rival)
    throw new AppError('bad_input', { path: 'id', problem: `a run with the recipe ${recipe.kind} has no small model` });
  const dataset = paths.datasetFile(datasetId, datasetVersion);
  if (!existsSync(dataset)) throw new AppError('dataset_missing', { file: dataset });
  const request = { dataset, recipe, split, seed: settings.seed };
  const metric = taskOf(recipe).metrics.find((one) => 'decides' in one)?.name as MeasureName;
  const start = () => startWorker(spawn, 'prepare', prepareContract);
  for await (const event of streamAlone(start, signal, ({ client }) => client.prepare.dataCurve(request))) {
    if (event.event === 'progress') {
      yield event;
      continue;
    }
    const { heldOut, points } = event;
    const curve: DataCurve = { name: rival.name, metric, heldOut, points };
    yield { event: 'done', curve };
  }
}
