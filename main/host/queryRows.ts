import { existsSync } from 'node:fs';
import type { ValueCount, ViewCharts } from '../../shared/domain/datasetCharts.ts';
import { isAllRows, type RowView, type ViewPage } from '../../shared/domain/datasetView.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import type { HostContext } from './context.ts';
import type { DatasetFiles } from './datasetFiles.ts';

interface Query {
  id: string;
  version?: number | undefined;
  view: RowView;
  offset: number;
  limit: number;
}

/**
 * A page of a view. All rows as they are cost nothing to find and are read here; everything else is another process's work.
 *
 * @throws AppError `not_found` for a version that is gone; `column_unknown`
 */
export async function queryRows(
  { stores, paths, reader }: HostContext,
  openFiles: DatasetFiles,
  { id, version: asked, view, offset, limit }: Query,
  signal: AbortSignal,
): Promise<ViewPage> {
  const dataset = stores.datasets.get(id);
  const version = asked ?? dataset.version;
  const files = { file: paths.datasetFile(id, version), index: paths.searchIndex(id, version) };
  if (!existsSync(files.file)) throw new AppError('not_found', { kind: 'data set version', id: `${id}/${version}` });
  if (version === dataset.version && isAllRows(view)) {
    const file = openFiles.of(dataset);
    const rows = file.readRows(offset, limit);
    return { offset, total: file.rowCount, numbers: rows.map((_, index) => offset + index), rows };
  }
  return reader.call(
    (client, ended) => client.data.query({ files, view, page: { offset, limit } }, { signal: ended }),
    signal,
  );
}

/** Charts of a view, made where its rows are found. */
export function chartRows(
  context: HostContext,
  { id, view }: Pick<Query, 'id' | 'view'>,
  signal: AbortSignal,
): Promise<ViewCharts> {
  const files = currentFiles(context, id);
  return context.reader.call((client, ended) => client.data.charts({ files, view }, { signal: ended }), signal);
}

/** The values of a column, where they can be chosen from. */
export function valuesOf(
  context: HostContext,
  { id, column }: { id: string; column: string },
  signal: AbortSignal,
): Promise<ValueCount[]> {
  const files = currentFiles(context, id);
  return context.reader.call((client, ended) => client.data.values({ files, column }, { signal: ended }), signal);
}

function currentFiles({ stores, paths }: HostContext, id: string): { file: string; index: string } {
  const { version } = stores.datasets.get(id);
  return { file: paths.datasetFile(id, version), index: paths.searchIndex(id, version) };
}
