import { resolve } from 'node:path';
import { DatasetExportFormat } from '../../shared/domain/datasets/datasetExport.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { counted, type Output } from './output.ts';
import type { Session } from './session.ts';

export const EXPORT_FORMATS = DatasetExportFormat.options.map(({ shape }) => shape.kind.value);

interface ExportOptions {
  dataset: string;
  format: DatasetExportFormat['kind'];
  spreadsheetSafe: boolean;
  out: string;
}

/** Lists the data sets, the newest first. */
export async function listDatasets({ client }: Session, output: Output): Promise<void> {
  const datasets = await client.datasets.list({});
  const lines = datasets.map(
    ({ id, name, rows, rejected, columns }) =>
      `${id}  ${name}: ${counted(rows, 'row')}, ${rejected} rejected; ${columns.map((column) => column.name).join(', ')}`,
  );
  output.result({ datasets }, lines.length === 0 ? 'There are no data sets yet.' : lines.join('\n'));
}

/** Writes a data set's rows as a file. */
export async function exportDatasetCommand(
  { client, signal }: Session,
  output: Output,
  { dataset, format: kind, spreadsheetSafe, out }: ExportOptions,
): Promise<void> {
  if (spreadsheetSafe && kind !== 'csv') {
    throw new AppError('bad_input', { path: '--spreadsheet-safe', problem: `is of no use for ${kind}` });
  }
  const format: DatasetExportFormat = kind === 'csv' ? { kind, spreadsheetSafe } : { kind };
  const target = { kind: 'path' as const, path: resolve(out) };
  for await (const event of client.datasets.export({ id: dataset, format, target }, { signal })) {
    if (event.event === 'progress') output.progress(`exporting: ${event.done} of ${counted(event.total, 'row')}`);
    else {
      const { path, rows, bytes } = event;
      return output.result({ path, rows, bytes, format: kind }, `Exported ${counted(rows, 'row')} to ${path}.`);
    }
  }
  throw new AppError('internal', { message: 'the export ended without a result' });
}
