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

export interface DatasetExport {
  dataset: Dataset;
  format: DatasetExportFormat;
  view?: RowView | undefined;
  target?: FileReference | undefined;
}

/**
 * Writes rows of a data set's current version as a file. A path names the file itself; in a picked folder, and in the home's `exports`,
 * a free name is found. A file that has something in it is never replaced.
 *
 * @throws AppError `file_exists`, `disk_full`, `write_failed`; what the view throws
 */
export async function* exportDataset(
  context: HostContext,
  { dataset, format, view = ALL_ROWS, target }: DatasetExport,
  peer: StudioPeer,
  signal: AbortSignal,
): AsyncGenerator<DatasetExportEvent> {
  const { paths, files: references } = context;
  const { id, version } = dataset;
  const path =
    target?.kind === 'path'
      ? references.resolve(target, peer)
      : await freeTarget(target ? references.resolve(target, peer) : paths.exports, dataset.name, `.${format.kind}`);
  await prepareTarget(path);
  const files = { file: paths.datasetFile(id, version), index: paths.searchIndex(id, version) };
  let written = false;
  try {
    const request = { files, view, format, output: path };
    for await (const event of dataJob(context.spawn, signal, (data) => data.export(request, { signal }))) {
      if (event.event === 'progress') yield event;
      else {
        written = true;
        if (target) shareAsUsual(path);
        yield { ...event, path, format, download: peer.offerDownload?.(path) ?? null };
      }
    }
  } finally {
    if (!written) await rm(partialName(path), { force: true }).catch(() => {});
  }
}

/** @throws AppError `file_exists`, `write_failed` */
export async function prepareTarget(path: string): Promise<void> {
  const existing = await stat(path).catch(() => null);
  if (existing && (!existing.isFile() || existing.size > 0)) throw new AppError('file_exists', { path });
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError('write_failed', { path, problem }, { cause: error });
  }
}
