import type { DatasetStep } from '../../../shared/domain/datasets/datasetStep.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { DatasetEditor } from '../../db/datasetEditor.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';

/** Rows between two looks at the signal. */
const ROWS_PER_TURN = 5000;

/**
 * Gives every row what a file with the same rows has in its last columns.
 *
 * @throws AppError `bad_input` where there is no such file, or it has other rows; `column_name_taken`
 */
export async function addColumns(
  editor: DatasetEditor,
  { columns }: Extract<DatasetStep, { kind: 'add_predictions' }>,
  values: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (values === undefined) throw new AppError('bad_input', { path: 'step.kind', problem: 'it takes a model' });
  const file = openDatasetFile(values);
  try {
    if (file.rowCount !== editor.rowCount) {
      const problem = `there are values for ${file.rowCount} rows, not for ${editor.rowCount}`;
      throw new AppError('bad_input', { path: 'step', problem });
    }
    const taken = columns.find((column) => editor.columns.includes(column));
    if (taken !== undefined) throw new AppError('column_name_taken', { name: taken });
    const set = editor.addColumns(columns);
    let row = 0;
    for (const cells of file.rows()) {
      set(row++, cells.slice(-columns.length));
      if (row % ROWS_PER_TURN !== 0) continue;
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
  } finally {
    file.close();
  }
}
