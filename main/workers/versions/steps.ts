import type { DatasetStep } from '../../../shared/domain/datasets/datasetStep.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { DatasetEditor } from '../../db/datasetEditor.ts';

type StepOf<K extends DatasetStep['kind']> = Extract<DatasetStep, { kind: K }>;

/** @throws AppError `column_unknown`, `cell_has_nul`, `bad_input` for a row that is not there */
export function editCells(editor: DatasetEditor, { edits }: StepOf<'edit_cells'>): void {
  for (const { row, column, value } of edits) {
    if (!editor.columns.includes(column)) throw unknownColumn(editor, column);
    refuseNul(column, value);
    if (!editor.setCell(row, column, value)) throw noSuchRow(editor, row);
  }
}

/** @throws AppError `bad_input` for a row that is not there */
export function deleteRows(editor: DatasetEditor, { rows }: StepOf<'delete_rows'>): void {
  const last = editor.rowCount - 1;
  for (const row of rows) if (row > last) throw noSuchRow(editor, row);
  editor.deleteRows(rows);
}

/** @throws AppError `cell_has_nul`, `bad_input` for a row with another number of cells than there are columns */
export function appendRows(editor: DatasetEditor, { rows, lines }: StepOf<'append_rows'>): void {
  for (const [index, cells] of rows.entries()) {
    if (cells.length !== editor.columns.length) {
      const problem = `has ${cells.length} cells; the data set has ${editor.columns.length} columns`;
      throw new AppError('bad_input', { path: `rows.${index}`, problem });
    }
    for (const [column, cell] of cells.entries()) refuseNul(editor.columns[column] ?? '', cell);
    editor.append(cells);
  }
  editor.removeRejections(lines);
}

/** @throws AppError `column_name_taken`, `cell_has_nul` */
export function addColumn(editor: DatasetEditor, { column }: StepOf<'add_column'>): void {
  if (editor.columns.includes(column)) throw new AppError('column_name_taken', { name: column });
  refuseNul(column, column);
  editor.addColumns([column]);
}

/** @throws AppError `column_unknown`, `column_name_taken`, `cell_has_nul` */
export function renameColumn(editor: DatasetEditor, { column, name }: StepOf<'rename_column'>): void {
  if (!editor.columns.includes(column)) throw unknownColumn(editor, column);
  if (name !== column && editor.columns.includes(name)) throw new AppError('column_name_taken', { name });
  refuseNul(name, name);
  editor.renameColumn(column, name);
}

/** @throws AppError `column_unknown` */
export function setColumnType(editor: DatasetEditor, { column, type }: StepOf<'set_column_type'>): void {
  if (!editor.columns.includes(column)) throw unknownColumn(editor, column);
  editor.setColumnType(column, type);
}

/** An import rejects such rows: SQLite and spreadsheets end a text there. */
function refuseNul(column: string, cell: string): void {
  if (cell.includes('\0')) throw new AppError('cell_has_nul', { column });
}

export const unknownColumn = (editor: DatasetEditor, column: string): AppError =>
  new AppError('column_unknown', { column, columns: editor.columns.join(', ') });

const noSuchRow = (editor: DatasetEditor, row: number): AppError =>
  new AppError('bad_input', { path: 'row', problem: `${row} is not one of ${editor.rowCount} rows` });
