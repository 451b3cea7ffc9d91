import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { ALL_ROWS } from '../../../shared/domain/datasets/datasetView.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { StudioPeer, TableEvent, TableRequest } from '../../../shared/ipc/contract.ts';
import { inferContract } from '../../workers/contracts.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import type { DatasetVersions } from '../datasets/datasetVersions.ts';
import { fileTarget, writeRows } from '../datasets/exportDataset.ts';
import { readTable } from '../datasets/readTable.ts';
import { shareAsUsual } from '../home/privateHome.ts';
import { ScratchFolder } from '../home/scratch.ts';
import type { HostContext } from '../services/context.ts';
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
      ? { path: paths.datasetFile(source.id, (dataset as Dataset).version), rejected: 0 }
      : await readTable(context, scratch.path, [files.resolve(source.file, peer)], source.options ?? {}, signal);
  const output = join(scratch.path, 'predicted.sqlite');
  const environment = await engine.workerEnvironment();
  const start = () => startWorker(spawn, 'infer', inferContract, environment);
  const request = { model: folder, dataset: table.path, output };
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
      const written = {
        files: { file: output, index: `${output}.index` },
        view: ALL_ROWS,
        format: to.format,
        output: path,
      };
      for await (const _ of writeRows(context, written, signal));
      if (to.target) shareAsUsual(path);
    }
    const download = path === null ? null : (peer.offerDownload?.(path) ?? null);
    yield { event: 'done', rows, columns, metrics, measured, rejected: table.rejected, path, download };
  }
}

/** `null` for a version. Refused before anything is computed. */
async function targetOf(
  context: HostContext,
  to: TableRequest['to'],
  name: string,
  peer: StudioPeer,
): Promise<string | null> {
  if (to.kind === 'version') return null;
  return await fileTarget(context, to.target, { name, extension: `.${to.format.kind}` }, peer);
}
