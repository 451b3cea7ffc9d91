import type { StepProgress } from '../../../shared/domain/datasets/dataset.ts';
import type { DatasetExportFormat, WrittenFile } from '../../../shared/domain/datasets/datasetExport.ts';
import type { RowView } from '../../../shared/domain/datasets/datasetView.ts';
import type { VersionFiles } from '../query/openViews.ts';
import { readView } from '../query/readView.ts';
import { exportRows } from './exportRows.ts';

/** Writes a view of a data set version to a file. */
export function exportView(
  files: VersionFiles,
  { view, format, output }: { view: RowView; format: DatasetExportFormat; output: string },
  signal: AbortSignal,
): AsyncGenerator<StepProgress | WrittenFile> {
  return readView(files, view, signal, (source) => exportRows(source, format, output, signal));
}
