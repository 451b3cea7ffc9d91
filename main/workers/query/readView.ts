import type { RowView } from '../../../shared/domain/datasets/datasetView.ts';
import { OpenViews, type VersionFiles } from './openViews.ts';
import { type RowSource, readRows } from './rowSource.ts';

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
