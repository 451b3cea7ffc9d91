import { existsSync } from 'node:fs';
import type { WholeCell } from '../../../shared/domain/datasets/cutCells.ts';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { ValueCount, ViewCharts } from '../../../shared/domain/datasets/datasetCharts.ts';
import { isAllRows, numbersFrom, type RowView, type ViewPage } from '../../../shared/domain/datasets/datasetView.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { type CutRows, cutRows } from '../../db/cutRows.ts';
import type { HostContext } from '../services/context.ts';
import type { DatasetFiles } from '../services/datasetFiles.ts';
import type { HomePaths } from '../services/paths.ts';

interface Query {
  id: string;
  version?: number | undefined;
  view: RowView;
  offset: number;
  limit: number;
  cellLength?: number | undefined;
}

/** UTF-16 units of rows that the host reads itself: some milliseconds. */
const MOST_READ = 4_000_000;

/** Whether so many rows may be more than the host should read. */
const isHeavy = ({ columns }: Dataset, rows: number): boolean =>
  rows * columns.reduce((sum, { maxLength }) => sum + maxLength, 0) > MOST_READ;

/**
 * A page of a view. All rows as they are cost nothing to find and are read here unless they are long; everything else is another process's
 * work.
 *
 * @throws AppError `not_found` for a version that is gone; `column_unknown`
 */
export async function queryRows(
  { stores, paths, reader }: HostContext,
  openFiles: DatasetFiles,
  { id, version: asked, view, offset, limit, cellLength }: Query,
  signal: AbortSignal,
): Promise<ViewPage> {
  const dataset = stores.datasets.get(id);
  const version = asked ?? dataset.version;
  const files = versionFiles(paths, id, version);
  if (version === dataset.version && isAllRows(view) && !isHeavy(dataset, limit)) {
    const file = openFiles.of(dataset);
    const total = file.rowCount;
    const numbers = numbersFrom(offset, limit, total);
    return { offset, total, numbers, ...cutRows(file.eachRow(offset, limit), cellLength) };
  }
  const request = { files, view, page: { offset, limit, cellLength } };
  return await reader.call((client, ended) => client.data.query(request, { signal: ended }), signal);
}

/** The whole text of a cell. */
export async function cellOf(
  { stores, paths, reader }: HostContext,
  { id, version, ...place }: { id: string; version?: number | undefined; row: number; column: string },
  signal: AbortSignal,
): Promise<WholeCell> {
  const files = versionFiles(paths, id, version ?? stores.datasets.get(id).version);
  return await reader.call((client, ended) => client.data.cell({ files, ...place }, { signal: ended }), signal);
}

/** Some rows of a data set, by their numbers. */
export async function rowsAt(
  { paths, reader }: HostContext,
  openFiles: DatasetFiles,
  dataset: Dataset,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<CutRows> {
  if (!isHeavy(dataset, rows.length)) {
    const file = openFiles.of(dataset);
    return cutRows(rows.map((row) => file.readRows(row, 1)[0] ?? []));
  }
  const request = { files: versionFiles(paths, dataset.id, dataset.version), rows: [...rows] };
  return await reader.call((client, ended) => client.data.rowsAt(request, { signal: ended }), signal);
}

/** @throws AppError `not_found` for a version that is gone */
function versionFiles(paths: HomePaths, id: string, version: number): { file: string; index: string } {
  const files = { file: paths.datasetFile(id, version), index: paths.searchIndex(id, version) };
  if (!existsSync(files.file)) throw new AppError('not_found', { kind: 'data set version', id: `${id}/${version}` });
  return files;
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
