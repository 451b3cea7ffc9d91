import type { DatasetRows } from '../../db/datasetRows.ts';

const ROWS_PER_READ = 500;

/** Rows in the order in which they are written, read as they are asked for. */
export interface RowSource {
  columns: readonly string[];
  total: number;
  rows: Iterable<string[]>;
}

/** The rows with these ids; `null` stands for all. */
export function* readRows(rows: DatasetRows, ids: Int32Array | null): Generator<string[]> {
  if (ids) for (const id of ids) yield rows.row(id);
  else for (let id = 0; id < rows.rowCount; id += ROWS_PER_READ) yield* rows.after(id, ROWS_PER_READ);
}
