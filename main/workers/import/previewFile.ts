import type { Rejection } from '../../../shared/domain/datasets/dataset.ts';
import type { ImportOptions, ImportPreview } from '../../../shared/domain/datasets/importOptions.ts';
import { type ImportPlan, makePlan } from './plan.ts';
import { readPlan } from './readPlan.ts';
import { openSource } from './source.ts';
import type { Source } from './sourceFile.ts';
import { type Table, TableBuilder } from './tableBuilder.ts';

const MOST_ROWS = 20;
const MOST_REJECTIONS = 5;
/** What is shown of a cell, and of a rejected row. */
const CELL_LENGTH = 200;
/** Steps of reading, of some 256 KiB each, after which a preview shows what it has. */
const MOST_STEPS = 8;

/** What a file would become with these options: its first rows, without storing anything. Fails as an import would. */
export async function previewFile(
  { files, options, scratch }: { files: readonly string[]; options: ImportOptions; scratch: string },
  signal: AbortSignal,
): Promise<ImportPreview> {
  const source = await openSource(files, scratch);
  try {
    return await previewPlan(source, await makePlan(source, options), options, signal);
  } finally {
    await source.close();
  }
}

/** The first rows of a source whose plan is made. */
export async function previewPlan(
  source: Source,
  plan: ImportPlan,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ImportPreview> {
  const table = new FirstRows();
  const { header, conversations } = options;
  const common = { file: source.name, header, conversations, delimiter: plan.delimiter || ',' };
  let builder: TableBuilder | undefined;
  const reading = readPlan(plan, (known) => {
    builder = new TableBuilder(table, { ...known, ...common });
    return builder;
  });
  let steps = 0;
  let whole = true;
  for await (const _ of reading) {
    signal.throwIfAborted();
    whole = !(table.full || ++steps >= MOST_STEPS);
    if (!whole) break;
  }
  // Rows that were not reached yet may be good ones.
  if (whole) builder?.end();
  else builder?.settle();
  const { format, encoding, delimiter, quote, backslash, skipRows, tables, table: chosen, unit } = plan;
  return {
    ...{ format, encoding, delimiter, quote, backslash, skipRows, table: chosen, unit, tables: [...tables] },
    doubts: [...plan.doubts, ...(builder?.doubts() ?? [])],
    header: builder?.hasHeader ?? false,
    headerRows: builder?.headerRows ?? 0,
    conversation: builder?.conversation ?? null,
    ...{ columns: table.columns, rows: table.rows, rejections: table.rejections },
  };
}

/** The beginning of a table, in memory. */
class FirstRows implements Table {
  columns: string[] = [];
  rows: string[][] = [];
  rejections: Rejection[] = [];

  get full(): boolean {
    return this.rows.length >= MOST_ROWS;
  }

  start(columns: readonly string[]): void {
    this.columns = [...columns];
  }

  addColumn(name: string): void {
    this.columns.push(name);
    for (const row of this.rows) row.push('');
  }

  append(cells: readonly string[]): void {
    if (!this.full) this.rows.push(cells.map((cell) => cell.slice(0, CELL_LENGTH)));
  }

  reject(rejection: Rejection): void {
    if (this.rejections.length >= MOST_REJECTIONS) return;
    this.rejections.push({ ...rejection, raw: rejection.raw.slice(0, CELL_LENGTH) });
  }
}
