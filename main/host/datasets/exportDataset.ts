import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { DatasetExportEvent, DatasetExportFormat } from '../../../shared/domain/datasets/datasetExport.ts';
import { ALL_ROWS, type RowView } from '../../../shared/domain/datasets/datasetView.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { FileReference } from '../../../shared/ipc/contract.ts';
import { partialName } from '../../files/fileSink.ts';
import { shareAsUsual } from '../home/privateHome.ts';
import { freeTarget } from '../models/exportModel.ts';
import type { HostContext, StudioPeer } from '../services/context.ts';
import { dataJob } from '../services/dataJob.ts';

/** Rows of a data set's file, and where they go. */
interface RowsToWrite {
  files: { file: string; index: string };
  view: RowView;
  format: DatasetExportFormat;
  output: string;
}

export interface DatasetExport {
  dataset: Dataset;
  format: DatasetExportFormat;
  view?: RowView | undefined;
  target?: FileReference | undefined;
}

/**
 * Writes rows of a data set's current version as a file. See `fileTarget`.
 *
 * @throws AppError `file_exists`, `disk_full`, `write_failed`; what the view throws
 */
export async function* exportDataset(
  context: HostContext,
  { dataset, format, view = ALL_ROWS, target }: DatasetExport,
  peer: StudioPeer,
  signal: AbortSignal,
): AsyncGenerator<DatasetExportEvent> {
  const { paths } = context;
  const { id, version } = dataset;
  const path = await fileTarget(context, target, { name: dataset.name, extension: `.${format.kind}` }, peer);
  const files = { file: paths.datasetFile(id, version), index: paths.searchIndex(id, version) };
  for await (const event of writeRows(context, { files, view, format, output: path }, signal)) {
    if (event.event === 'progress') {
      yield event;
      continue;
    }
    if (target) shareAsUsual(path);
    yield { ...event, path, format, download: peer.offerDownload?.(path) ?? null };
  }
}

/** Writes rows of a data set's file as another file, whole or not at all. @throws AppError `disk_full`, `write_failed`; what the view throws */
export async function* writeRows({ spawn }: Pick<HostContext, 'spawn'>, request: RowsToWrite, signal: AbortSignal) {
  let written = false;
  try {
    for await (const event of dataJob(spawn, signal, (data) => data.export(request, { signal }))) {
      if (event.event === 'done') written = true;
      yield event;
    }
  } finally {
    if (!written) await rm(partialName(request.output), { force: true }).catch(() => {});
  }
}

/**
 * Where a file is written to. A path names the file itself; in a picked folder, and in the home's `exports`, a free name is found. A file that has
 * something in it is never replaced.
 *
 * @param named what it is made of, and how its name ends
 * @throws AppError `file_exists`, `write_failed`
 */
export async function fileTarget(
  { files, paths }: HostContext,
  target: FileReference | undefined,
  named: { name: string; extension: string },
  peer: StudioPeer,
): Promise<string> {
  const path =
    target?.kind === 'path'
      ? files.resolve(target, peer)
      : await freeTarget(target ? files.resolve(target, peer) : paths.exports, named.name, named.extension);
  await prepareTarget(path);
  return path;
}

async function prepareTarget(path: string): Promise<void> {
  const existing = await stat(path).catch(() => null);
  if (existing && (!existing.isFile() || existing.size > 0)) throw new AppError('file_exists', { path });
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError('write_failed', { path, problem }, { cause: error });
  }
}
