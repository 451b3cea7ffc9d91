import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { RowFilter, RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import type { Finding } from '../../../../shared/domain/datasets/doctor.ts';

/**
 * A filter by the numbers of rows, as the doctor's findings have them, means something only as long as those stay: cells may be
 * edited, but rows that come or go move the ones after them.
 */

type RowsFilter = Extract<RowFilter, { kind: 'rows' }>;

/** Of a data set with so many rows, the ones of a finding; the first of them, where there are very many. */
export function findingFilter({ kind, rows, count }: Finding, datasetRows: number): RowsFilter {
  return { kind: 'rows', finding: kind, rows, count, of: datasetRows };
}

/** Without the filters whose numbers are those of other rows by now, and without what names a column that is not there. */
export function withoutStale(view: RowView, { rows, columns }: Pick<Dataset, 'rows' | 'columns'>): RowView {
  const isThere = (column: string) => columns.some(({ name }) => name === column);
  const filters = view.filters.filter((filter) =>
    filter.kind === 'rows' ? filter.of === rows : isThere(filter.column),
  );
  const sort = view.sort !== null && isThere(view.sort.column) ? view.sort : null;
  return filters.length === view.filters.length && sort === view.sort ? view : { ...view, filters, sort };
}

/** The same view of the data set after a column got another name. */
export function afterRenaming(view: RowView, column: string, name: string): RowView {
  const renamed = <T extends { column: string }>(part: T): T =>
    part.column === column ? { ...part, column: name } : part;
  return {
    ...view,
    filters: view.filters.map((filter) => (filter.kind === 'rows' ? filter : renamed(filter))),
    sort: view.sort && renamed(view.sort),
  };
}

/** The same rows, after some have been deleted. */
export function afterDeleting(view: RowView, deleted: readonly number[]): RowView {
  const gone = new Set(deleted);
  const ascending = [...gone].sort((a, b) => a - b);
  const filters = view.filters.flatMap((filter): RowFilter[] => {
    if (filter.kind !== 'rows') return [filter];
    const left = filter.rows.filter((row) => !gone.has(row));
    if (left.length === 0) return [];
    const rows = left.map((row) => row - countBelow(ascending, row));
    const count = filter.count - (filter.rows.length - left.length);
    return [{ ...filter, rows, count, of: filter.of - gone.size }];
  });
  return { ...view, filters };
}

function countBelow(ascending: readonly number[], row: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
