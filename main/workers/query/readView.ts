import type { RowView } from '../../../shared/domain/datasetView.ts';
import type { DatasetRows } from '../../db/datasetRows.ts';
import type { RowSource } from '../export/exportRows.ts';
import { OpenViews, type VersionFiles } from './openViews.ts';

const ROWS_PER_READ = 500;

/** Lends the rows of a view to `work`, and closes the files after it. */
export async function* readView<T>(
  files: VersionFiles,
  view: RowView,
  signal: AbortSignal,
  work: (source: RowSource) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const views = new OpenViews();
  const { rows } = views.open(files);
  try {
    const ids = await views.find(files, view, signal);
    yield* work({ columns: rows.columns, total: ids?.length ?? rows.rowCount, rows: readRows(rows, ids) });
  } finally {
    views.close(files.file);
  }
}

/** The rows with these ids; `null` stands for all. */
export function* readRows(rows: DatasetRows, ids: Int32Array | null): Generator<string[]> {
  if (ids) for (const id of ids) yield rows.row(id);
  else for (let id = 0; id < rows.rowCount; id += ROWS_PER_READ) yield* rows.after(id, ROWS_PER_READ);
}
