import type { ValueCount } from '../../../shared/domain/datasets/datasetCharts.ts';
import type { DatasetRows } from '../../db/datasetRows.ts';
import { cellOf } from '../../db/rowConditions.ts';

/** Values that are offered; a category has no more (`MOST_CATEGORIES`). */
const MOST_VALUES = 500;
/** Longer texts are no values to choose from, and would fill the memory. */
const LONGEST_VALUE = 200;

/**
 * The values of a column, the most frequent first; cells that are empty have none.
 *
 * @throws AppError `column_unknown`
 */
export function columnValues(rows: DatasetRows, column: string): ValueCount[] {
  const cell = cellOf(rows.columns, column);
  return rows.database
    .prepare<[], ValueCount>(
      `SELECT ${cell} AS value, count(*) AS count FROM cells WHERE length(${cell}) BETWEEN 1 AND ${LONGEST_VALUE}
       GROUP BY ${cell} ORDER BY count DESC, value LIMIT ${MOST_VALUES}`,
    )
    .all();
}
