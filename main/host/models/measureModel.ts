import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_GENERATION, USUAL_TRIES } from '../../../shared/domain/models/generation.ts';
import {
  type HeldOutRow,
  type MeasureEvent,
  MeasureRecord,
  MeasureReport,
} from '../../../shared/domain/models/measures.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { AppError, type ErrorCode } from '../../../shared/errors/errors.ts';
import type { EvaluateRequest } from '../../../shared/ipc/contract.ts';
import { writeWholeFile } from '../../files/fileSink.ts';
import { readHeldOut } from '../../formats/huggingface/heldOutFile.ts';
import { MEASURES_FILE } from '../../formats/huggingface/measuresFile.ts';
import { prepareContract } from '../../workers/contracts.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import { announce, type HostContext } from '../services/context.ts';
import { askAlone } from '../services/workerCalls.ts';

/**
 * Measures a model of the library at its own task, on rows that it never trained on, and keeps figures and texts in place of those of
 * before. With another seed it writes other texts.
 *
 * @throws AppError `no_held_out_rows`, `column_unknown`, `cancelled`, `model_invalid`
 */
export async function* measureModel(
  context: HostContext,
  {
    id,
    texts,
    seed = randomInt(2 ** 31),
    fields,
    temperature,
    maxTokens,
    mustContain,
    tries = USUAL_TRIES,
  }: EvaluateRequest,
  signal: AbortSignal,
): AsyncGenerator<MeasureEvent> {
  const { stores, paths, infer } = context;
  const model = stores.models.get(id);
  const run = ifThere(() => stores.runs.get(model.runId));
  const rows = await heldOutRows(context, model, run, signal);
  if (rows.length === 0) throw new AppError('no_held_out_rows', { name: model.name });
  checkFields(fields, rows);
  checkFields(mustContain, rows);
  const runFolder = run && existsSync(join(paths.runFolder(run.id), 'data')) ? paths.runFolder(run.id) : null;
  const request = {
    ...{ model: paths.modelFolder(id), rows, fields: fields ?? null, texts, seed, run: runFolder },
    ...{ temperature: temperature ?? DEFAULT_GENERATION.temperature, mustContain: mustContain ?? null, tries },
    maxTokens: maxTokens ?? null,
  };
  for await (const event of infer.stream((client, ended) => client.infer.measure(request, { signal: ended }), signal)) {
    if (event.event === 'progress') {
      yield event;
      continue;
    }
    const record = withKnown(event.record, model);
    await keep(context, model, record);
    yield { event: 'done', record };
  }
}

/** The texts of the newest measurement; `null` where there are none, or none that can be read. */
export async function measuredTexts({ paths }: HostContext, modelId: string): Promise<MeasureRecord | null> {
  try {
    return MeasureRecord.parse(JSON.parse(await readFile(join(paths.modelFolder(modelId), MEASURES_FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** As they were kept when the run was prepared; else found again, for which the data set's version has to be there. */
async function heldOutRows(
  { stores, paths, spawn }: HostContext,
  model: TrainedModel,
  run: Run | null,
  signal: AbortSignal,
): Promise<HeldOutRow[]> {
  const kept = await readHeldOut(join(paths.runFolder(model.runId), 'data'));
  if (kept) return kept;
  const dataset = run && paths.datasetFile(run.datasetId, run.datasetVersion);
  // Without the run nobody knows which rows it kept.
  if (!run || !dataset || !existsSync(dataset) || !ifThere(() => stores.datasets.get(run.datasetId))) return [];
  const request = {
    ...{ dataset, recipe: run.recipe, seed: run.settings.seed, split: run.split },
    model: paths.modelFolder(model.id),
  };
  return askAlone(
    () => startWorker(spawn, 'prepare', prepareContract),
    signal,
    (worker) => worker.client.prepare.heldOut(request),
  );
}

const GONE: readonly ErrorCode[] = ['not_found', 'in_trash', 'row_unreadable'];

/** `null` for what was removed, lies in the trash or cannot be read. */
function ifThere<T>(get: () => T): T | null {
  try {
    return get();
  } catch (error) {
    if (error instanceof AppError && GONE.includes(error.code)) return null;
    throw error;
  }
}

function checkFields(fields: readonly string[] | undefined, rows: readonly HeldOutRow[]): void {
  const columns = [...new Set(rows.flatMap(({ inputs }) => inputs.map(({ column }) => column)))];
  const unknown = fields?.find((field) => !columns.includes(field));
  if (unknown !== undefined) throw new AppError('column_unknown', { column: unknown, columns: columns.join(', ') });
}

/** What the validation split costs does not hang on the seed: where it cannot be computed again, the figure of before holds. */
function withKnown(record: MeasureRecord, { measures }: TrainedModel): MeasureRecord {
  const bits = measures?.metrics.bitsPerByte;
  if (record.metrics.bitsPerByte || !bits) return record;
  const { bitsPerByte: _, ...notMeasured } = record.notMeasured;
  const baselines = { ...record.baselines, bigramBitsPerByte: measures.baselines.bigramBitsPerByte };
  return { ...record, notMeasured, baselines, metrics: { ...record.metrics, bitsPerByte: bits } };
}

async function keep(context: HostContext, measured: TrainedModel, record: MeasureRecord): Promise<void> {
  const { stores, paths } = context;
  // Removed, or trained on, meanwhile: the figures are of a model that is not there any more.
  const model = ifThere(() => stores.models.get(measured.id));
  if (!model || model.createdAt !== measured.createdAt) return;
  await writeWholeFile(join(paths.modelFolder(model.id), MEASURES_FILE), `${JSON.stringify(record, null, 2)}\n`);
  const measures = MeasureReport.parse(record);
  stores.models.put({ ...model, measures });
  announce(context, 'models');
  if (ifThere(() => stores.runs.get(model.runId))?.modelId !== model.id) return;
  stores.runs.update(model.runId, { measures });
  announce(context, 'runs');
}
