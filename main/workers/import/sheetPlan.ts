import type { ImportDoubt, ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { RowLayout } from './tableBuilder.ts';
import { type SampleRow, type TableShape, tableShape } from './tableShape.ts';
import type { SheetSample, Workbook } from './xlsx.ts';

/** How a sheet is read. */
export interface SheetPlan {
  sheet: string;
  /** Number of the row with which the table begins. */
  firstRow: number;
  /** Blank columns before the table. */
  skipColumns: number;
  layout: RowLayout;
  doubts: ImportDoubt[];
}

/** Sheets that are looked at for the first with a table in it. */
const MOST_SHEETS = 20;
const SHOWN = 200;

/**
 * Which sheet of a workbook is read, and where its table lies. The first visible sheet counts, unless it has a remark or nothing in it and
 * another one a table.
 *
 * @throws AppError `table_unknown`, `workbook_invalid`
 */
export async function planSheet(workbook: Workbook, options: ImportOptions): Promise<SheetPlan> {
  const { table } = options;
  if (table !== undefined) {
    if (!workbook.sheets.includes(table)) {
      throw new AppError('table_unknown', { table, tables: workbook.sheets.join(', ') });
    }
    return planOf(workbook, table, await workbook.sample(table), options);
  }
  const visible = workbook.visible.length > 0 ? workbook.visible : workbook.sheets;
  let chosen: { sheet: string; sample: SheetSample; weight: number } | null = null;
  for (const sheet of visible.slice(0, MOST_SHEETS)) {
    const sample = await workbook.sample(sheet);
    const weight = weightOf(sample.rows);
    if (!chosen || (chosen.weight < 2 && weight > chosen.weight)) chosen = { sheet, sample, weight };
    if (chosen.weight >= 2) break;
  }
  const { sheet, sample } = chosen ?? { sheet: '', sample: { rows: [], merges: [], formulas: 0 } };
  return planOf(workbook, sheet, sample, options);
}

/** 0 for nothing, 1 for something, 2 for rows of several cells or many rows. */
function weightOf(rows: readonly SampleRow[]): number {
  if (rows.length === 0) return 0;
  const wide = rows.filter(({ cells }) => cells.filter((cell) => cell !== '').length > 1).length;
  return wide > 1 || rows.length > 5 ? 2 : 1;
}

function planOf(
  workbook: Workbook,
  sheet: string,
  { rows, merges, formulas }: SheetSample,
  options: ImportOptions,
): SheetPlan {
  const { header, headerRows, skipRows } = options;
  const below = skipRows === undefined ? rows : rows.filter(({ line }) => line > skipRows);
  const skipColumns =
    Math.min(...below.map(({ cells }) => cells.findIndex((cell) => cell !== '')).filter((index) => index >= 0), 1000) %
    1000;
  const moved = below.map((row) => ({ ...row, cells: row.cells.slice(skipColumns) }));
  const shape = moved.length > 0 ? tableShape(moved, { header, ...(skipRows !== undefined && { start: 0 }) }) : null;
  const names = headerRows ?? shape?.header.rows ?? null;
  const above = shape ? shape.start + shape.header.above : 0;
  const firstRow = moved[above]?.line ?? (skipRows ?? 0) + 1;
  const tables = workbook.sheets.length > 1 && options.table === undefined;
  return {
    ...{ sheet, firstRow, skipColumns },
    layout: { padRows: true, headerRows: names, width: widthOf(shape, moved, above, names) },
    doubts: [
      ...(tables ? [{ kind: 'tables' as const, table: sheet, tables: [...workbook.sheets] }] : []),
      ...(skipRows === undefined && above > 0 ? [skipped(moved, above)] : []),
      ...(header === undefined && headerRows === undefined && shape && !shape.header.sure
        ? [{ kind: 'header' as const, rows: names ?? 0 }]
        : []),
      ...(merges.some((merge) => merge.lastRow >= firstRow) ? [{ kind: 'merged_cells' as const }] : []),
      ...(formulas > 0 ? [{ kind: 'formulas' as const, cells: formulas }] : []),
    ],
  };
}

/** As many columns as the widest of the names' rows and the table's own have. */
function widthOf(
  shape: TableShape | null,
  rows: readonly SampleRow[],
  above: number,
  names: number | null,
): number | null {
  if (!shape || !names) return null;
  return Math.max(1, shape.width, ...rows.slice(above, above + names).map(({ cells }) => cells.length));
}

function skipped(rows: readonly SampleRow[], count: number): ImportDoubt {
  const text = rows
    .slice(0, count)
    .flatMap(({ cells }) => cells.filter((cell) => cell !== ''))
    .join(' ');
  return { kind: 'skipped_rows', rows: (rows[count]?.line ?? count + 1) - 1, text: text.slice(0, SHOWN) };
}
