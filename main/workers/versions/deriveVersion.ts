import { constants } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import type { StepProgress, VersionSummary } from '../../../shared/domain/datasets/dataset.ts';
import type { DatasetStep } from '../../../shared/domain/datasets/datasetStep.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { DatasetEditor } from '../../db/datasetEditor.ts';
import { asWriteError } from '../../files/fileSink.ts';
import { ColumnStatistics } from '../import/columnStatistics.ts';
import { addColumns } from './addColumns.ts';
import { cleanRows } from './cleaningSteps.ts';
import { addColumn, appendRows, deleteRows, editCells, renameColumn, setColumnType } from './steps.ts';

/** Rows between two looks at the signal. */
const ROWS_PER_TURN = 5000;

export interface DeriveRequest {
  /** The version's file that the step starts from. It stays as it is. */
  source: string;
  output: string;
  step: DatasetStep;
  /** For `add_predictions`: a file with the same rows, in which the columns are the last ones. */
  values?: string | undefined;
}

export type DeriveEvent = StepProgress | { event: 'done'; summary: VersionSummary };

/**
 * Makes the next version's file: a copy of the one before, changed under a temporary name and renamed when it is whole. Nothing is left
 * behind when it fails or is cancelled.
 */
export async function* deriveVersion(request: DeriveRequest, signal: AbortSignal): AsyncGenerator<DeriveEvent> {
  const { source, output, step, values } = request;
  const partial = `${output}.partial`;
  try {
    // A file system that can, shares the unchanged parts.
    await copyFile(source, partial, constants.COPYFILE_FICLONE).catch((error) => {
      throw asWriteError(error, output);
    });
    const editor = new DatasetEditor(partial);
    try {
      signal.throwIfAborted();
      if (step.kind === 'add_predictions') await addColumns(editor, step, values, signal);
      else yield* applyStep(editor, step, signal);
      signal.throwIfAborted();
      const summary = yield* summarize(editor, signal);
      // Who hears that it is done looks for the file at once.
      editor.finish(output);
      yield { event: 'done', summary };
    } finally {
      editor.close();
    }
  } catch (error) {
    for (const suffix of ['', '-journal', '-wal', '-shm']) await rm(`${partial}${suffix}`, { force: true });
    throw error;
  }
}

async function* applyStep(
  editor: DatasetEditor,
  step: Exclude<DatasetStep, { kind: 'add_predictions' }>,
  signal: AbortSignal,
): AsyncGenerator<StepProgress> {
  switch (step.kind) {
    case 'edit_cells':
      editCells(editor, step);
      break;
    case 'delete_rows':
      deleteRows(editor, step);
      break;
    case 'append_rows':
      appendRows(editor, step);
      break;
    case 'add_column':
      addColumn(editor, step);
      break;
    case 'rename_column':
      renameColumn(editor, step);
      break;
    case 'set_column_type':
      setColumnType(editor, step);
      break;
    case 'import':
      throw new AppError('bad_input', { path: 'step.kind', problem: 'an import makes a data set, not a version' });
    default:
      yield* cleanRows(editor, step, signal);
  }
}

/** Looks at all rows once, for what is shown about the columns. */
async function* summarize(editor: DatasetEditor, signal: AbortSignal): AsyncGenerator<StepProgress, VersionSummary> {
  const statistics = editor.columns.map((name) => new ColumnStatistics(name));
  const total = editor.rowCount;
  if (total === 0) throw new AppError('dataset_would_be_empty');
  let done = 0;
  for (const row of editor.rows()) {
    for (const [index, cell] of row.entries()) statistics[index]?.add(cell);
    if (++done % ROWS_PER_TURN !== 0) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    yield { event: 'progress', done, total };
  }
  const types = editor.columnTypes();
  const columns = statistics.map((one) => {
    const column = one.result();
    return { ...column, type: types.get(column.name) ?? column.type };
  });
  return { rows: total, rejected: editor.rejectedCount, columns };
}
