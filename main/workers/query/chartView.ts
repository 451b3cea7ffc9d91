import type { ColumnChart, ViewCharts } from '../../../shared/domain/datasets/datasetCharts.ts';
import type { DatasetRows } from '../../db/datasetRows.ts';
import { letMessagesIn } from './findRows.ts';
import { histogram } from './histogram.ts';
import { readRows } from './rowSource.ts';

const MOST_BARS = 24;
/** The most frequent values that are shown. */
const MOST_VALUES = 12;
/** Values are counted up to so many different ones, and only short ones: memory stays small for any column. */
const MOST_DISTINCT = 20_000;
const LONGEST_VALUE = 60;
/** Columns that are charted. */
const MOST_COLUMNS = 50;
const ROWS_PER_TURN = 5000;

/** Lengths and frequent values of the rows with these ids; `null` stands for all. */
export async function chartView(rows: DatasetRows, ids: Int32Array | null, signal: AbortSignal): Promise<ViewCharts> {
  const columns = rows.columns.slice(0, MOST_COLUMNS).map((name) => new ColumnCounts(name));
  let count = 0;
  for (const cells of readRows(rows, ids)) {
    for (const [index, column] of columns.entries()) column.add(cells[index] ?? '');
    if (++count % ROWS_PER_TURN === 0) await letMessagesIn(signal);
  }
  return { rows: count, columns: columns.map((column) => column.chart(count)) };
}

class ColumnCounts {
  readonly #name: string;
  readonly #lengths = new Map<number, number>();
  readonly #values = new Map<string, number>();

  constructor(name: string) {
    this.#name = name;
  }

  add(cell: string): void {
    this.#lengths.set(cell.length, (this.#lengths.get(cell.length) ?? 0) + 1);
    if (cell.length > LONGEST_VALUE) return;
    const seen = this.#values.get(cell);
    // Of more different values than fit, the ones that came first are counted: frequent ones come early.
    if (seen !== undefined || this.#values.size < MOST_DISTINCT) this.#values.set(cell, (seen ?? 0) + 1);
  }

  chart(rows: number): ColumnChart {
    const values = [...this.#values]
      .filter(([, count]) => count > 1)
      .sort((a, b) => b[1] - a[1])
      .slice(0, MOST_VALUES)
      .map(([value, count]) => ({ value, count }));
    const others = rows - values.reduce((sum, { count }) => sum + count, 0);
    return { column: this.#name, lengths: histogram(this.#lengths, MOST_BARS), values, others };
  }
}
