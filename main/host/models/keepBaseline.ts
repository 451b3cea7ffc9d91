import { existsSync } from 'node:fs';
import { newId } from '../../../shared/domain/ids.ts';
import { FINAL_TEXTS } from '../../../shared/domain/models/measures.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { freeName, runName } from '../../../shared/domain/runs/names.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { keptRivals } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { KeepBaseline, KeepEvent } from '../../../shared/ipc/contract.ts';
import { removeFolder } from '../../files/fileSink.ts';
import { prepareContract } from '../../workers/contracts.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import { announce, type HostContext } from '../services/context.ts';
import { streamAlone } from '../services/workerCalls.ts';
import { measureModel } from './measureModel.ts';

/**
 * Trains a baseline of a run again, on the rows that the run was trained on, and lists it as a model of its own, measured on the rows that the run held
 * out. It takes seconds. One that was kept before is given as it is.
 *
 * @throws AppError `not_found`, `bad_input` where none of the task's can be kept, `dataset_missing`, `disk_full`, `write_failed`, `cancelled`
 */
export async function* keepBaseline(
  context: HostContext,
  { id, name: asked }: KeepBaseline,
  signal: AbortSignal,
): AsyncGenerator<KeepEvent> {
  const { stores, paths, spawn } = context;
  const run = stores.runs.get(id);
  const name = rivalToKeep(run, asked);
  const known = stores.models.list().find((model) => model.runId === id && model.baseline?.name === name);
  if (known) {
    yield { event: 'done', model: known, kept: true };
    return;
  }
  const dataset = paths.datasetFile(run.datasetId, run.datasetVersion);
  if (!existsSync(dataset)) throw new AppError('dataset_missing', { file: dataset });
  const modelId = newId();
  const { recipe, split, settings } = run;
  const request = { dataset, recipe, split, seed: settings.seed, name, output: paths.modelFolder(modelId) };
  const start = () => startWorker(spawn, 'prepare', prepareContract);
  let isListed = false;
  try {
    for await (const event of streamAlone(start, signal, ({ client }) => client.prepare.keepRival(request))) {
      if (event.event === 'progress') {
        yield event;
        continue;
      }
      const { features, parameters } = event;
      stores.models.put(modelOf(context, run, { id: modelId, name, features, parameters }));
      isListed = true;
    }
  } finally {
    if (!isListed) await removeFolder(paths.modelFolder(modelId)).catch(() => {});
  }
  announce(context, 'models');
  await measure(context, modelId, signal);
  yield { event: 'done', model: stores.models.get(modelId), kept: false };
}

/** @throws AppError `bad_input` */
function rivalToKeep(run: Run, asked: string | undefined): string {
  const names = keptRivals(run.recipe).map(({ name }) => name);
  if (asked !== undefined && names.includes(asked)) return asked;
  const [best] = names;
  if (asked === undefined && best !== undefined) return best;
  const problem =
    best === undefined
      ? `no baseline of a run with the recipe ${run.recipe.kind} can be kept`
      : `say one of ${names.join(', ')}, not “${asked}”`;
  throw new AppError('bad_input', { path: 'name', problem });
}

interface Kept {
  id: string;
  name: string;
  features: number;
  parameters: number;
}

const modelOf = ({ stores }: HostContext, run: Run, { id, name, features, parameters }: Kept): TrainedModel => ({
  id,
  name: freeName(
    runName(run.datasetName, name),
    stores.models.list().map((model) => model.name),
  ),
  ...{ runId: run.id, datasetId: run.datasetId, datasetName: run.datasetName, recipe: run.recipe, size: run.size },
  ...{ config: null, engine: null, base: null, baseline: { name, features }, parameters },
  ...{ steps: 0, lastLoss: null, validationLoss: null, testLoss: null, measures: null },
  createdAt: new Date().toISOString(),
});

/** A model without figures is a model, too: where its run's held-out rows are gone, it has none. */
async function measure(context: HostContext, id: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of measureModel(context, { id, texts: FINAL_TEXTS, seed: MEASURED_SEED }, signal));
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'no_held_out_rows')) throw error;
  }
}

/** Of the intervals. */
const MEASURED_SEED = 1;
