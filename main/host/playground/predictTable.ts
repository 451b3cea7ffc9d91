import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { ALL_ROWS } from '../../../shared/domain/datasets/datasetView.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { StudioPeer, TableEvent, TableRequest } from '../../../shared/ipc/contract.ts';
import { partialName } from '../../files/fileSink.ts';
import { inferContract } from '../../workers/contracts.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import type { DatasetVersions } from '../datasets/datasetVersions.ts';
import { prepareTarget } from '../datasets/exportDataset.ts';
import { shareAsUsual } from '../home/privateHome.ts';
import { ScratchFolder } from '../home/scratch.ts';
import { freeTarget } from '../models/exportModel.ts';
import type { HostContext } from '../services/context.ts';
import { dataJob } from '../services/dataJob.ts';
import { streamAlone } from '../services/workerCalls.ts';

/**
 * Uses a model for all rows of a table and writes them with what it makes of each: as a file, whole or absent, or as a data set's next version.
 * Work of its own processes: whoever cancels leaves nothing behind.
 *
 * @throws AppError `not_found`, `file_exists`, `column_unknown`, `model_has_no_inputs`, `model_writes_texts`, `disk_full`, `cancelled`; what an import throws
 */
export async function* predictTable(
  context: HostContext,
  versions: DatasetVersions,
  { model, source, to }: TableRequest,
  peer: StudioPeer,
  signal: AbortSignal,
): AsyncGenerator<TableEvent> {
  const { stores, paths, files, spawn, engine } = context;
  const stored = model.kind === 'model' ? stores.models.get(model.id) : null;
  const folder = model.kind === 'folder' ? files.resolve(model.folder, peer) : paths.modelFolder(stored?.id ?? '');
  const name = stored?.name ?? basename(folder);
  const dataset = source.kind === 'dataset' ? stores.datasets.get(source.id) : null;
  if (to.kind === 'version' && !dataset)
    throw new AppError('bad_input', { path: 'to', problem: 'only a data set has versions' });
  const path = await targetOf(context, to, `${dataset?.name ?? 'rows'} ${name}`, peer);
  await using scratch = new ScratchFolder(paths);
  await mkdir(scratch.path, { recursive: true });
  const table =
    source.kind === 'dataset'
      ? paths.datasetFile(source.id, (dataset as Dataset).version)
      : await importTable(context, scratch.path, [files.resolve(source.file, peer)], source.options ?? {}, signal);
  const output = join(scratch.path, 'predicted.sqlite');
  const environment = await engine.workerEnvironment();
  const start = () => startWorker(spawn, 'infer', inferContract, environment);
  const request = { model: folder, dataset: table, output };
  for await (const event of streamAlone(start, signal, ({ client }) => client.infer.predictTable(request))) {
    if (event.event === 'progress') {
      yield event;
      continue;
    }
    const { rows, columns, metrics, measured } = event;
    if (path === null || to.kind === 'version') {
      const step = { kind: 'add_predictions' as const, columns, model: name };
      for await (const _ of versions.addPredictions(dataset as Dataset, step, output, signal));
    } else {
      await writeFile(context, output, { path, format: to.format }, signal);
      if (to.target) shareAsUsual(path);
    }
    const download = path === null ? null : (peer.offerDownload?.(path) ?? null);
    yield { event: 'done', rows, columns, metrics, measured, path, download };
  }
}

/** `null` for a version. Refused before anything is computed. */
async function targetOf(
  { files, paths }: HostContext,
  to: TableRequest['to'],
  name: string,
  peer: StudioPeer,
): Promise<string | null> {
  if (to.kind === 'version') return null;
  const { target, format } = to;
  const path =
    target?.kind === 'path'
      ? files.resolve(target, peer)
      : await freeTarget(target ? files.resolve(target, peer) : paths.exports, name, `.${format.kind}`);
  await prepareTarget(path);
  return path;
}

/** Reads a file as an import does, into a place that goes with the work. */
async function importTable(
  { spawn }: HostContext,
  scratch: string,
  files: string[],
  options: NonNullable<Extract<TableRequest['source'], { kind: 'file' }>['options']>,
  signal: AbortSignal,
): Promise<string> {
  const output = join(scratch, 'table.sqlite');
  const request = { files, output, options, scratch: join(scratch, 'import') };
  for await (const _ of dataJob(spawn, signal, (data) => data.import(request, { signal })));
  return output;
}

async function writeFile(
  { spawn }: HostContext,
  table: string,
  { path, format }: { path: string; format: Extract<TableRequest['to'], { kind: 'file' }>['format'] },
  signal: AbortSignal,
): Promise<void> {
  let written = false;
  try {
    const request = { files: { file: table, index: `${table}.index` }, view: ALL_ROWS, format, output: path };
    for await (const event of dataJob(spawn, signal, (data) => data.export(request, { signal })))
      if (event.event === 'done') written = true;
  } finally {
    if (!written) await rm(partialName(path), { force: true }).catch(() => {});
  }
}
