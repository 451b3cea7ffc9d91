import type { StepProgress } from '../../../shared/domain/dataset.ts';
import type { DatasetExportFormat, WrittenFile } from '../../../shared/domain/datasetExport.ts';
import type { RowView } from '../../../shared/domain/datasetView.ts';
import type { DatasetRows } from '../../db/datasetRows.ts';
import { OpenViews, type VersionFiles } from '../query/openViews.ts';
import { exportRows } from './exportRows.ts';

const ROWS_PER_READ = 500;

/** Writes a view of a data set version to a file. */
export async function* exportView(
  files: VersionFiles,
  { view, format, output }: { view: RowView; format: DatasetExportFormat; output: string },
  signal: AbortSignal,
): AsyncGenerator<StepProgress | WrittenFile> {
  const views = new OpenViews();
  const { rows } = views.open(files);
  try {
    const ids = await views.find(files, view, signal);
    const source = { columns: rows.columns, total: ids?.length ?? rows.rowCount, rows: readRows(rows, ids) };
    yield* exportRows(source, format, output, signal);
  } finally {
    views.close(files.file);
  }
}

/** The rows with these ids; `null` stands for all. */
export function* readRows(rows: DatasetRows, ids: Int32Array | null): Generator<string[]> {
  if (ids) for (const id of ids) yield rows.row(id);
  else for (let id = 0; id < rows.rowCount; id += ROWS_PER_READ) yield* rows.after(id, ROWS_PER_READ);
}
