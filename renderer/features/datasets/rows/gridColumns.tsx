import type { Column, Dataset } from '../../../../shared/domain/dataset.ts';
import type { RowSort, RowView } from '../../../../shared/domain/datasetView.ts';
import type { VirtualColumn } from '../../../ui/VirtualTable.tsx';
import { ColumnHeader } from './ColumnHeader.tsx';

/** The row numbers, then the columns of the data set. */
export function gridColumns(
  dataset: Dataset,
  view: RowView,
  {
    rowNumber,
    onSort,
    onFilter,
  }: { rowNumber: string; onSort: (sort: RowSort | null) => void; onFilter: (column: Column) => void },
): VirtualColumn[] {
  const digits = String(dataset.rows).length;
  return [
    { key: 'row', title: rowNumber, width: Math.max(84, 52 + digits * 10), align: 'right' },
    ...dataset.columns.map((column, index) => ({
      key: String(index),
      title: <ColumnHeader column={column} sort={view.sort} onSort={onSort} onFilter={() => onFilter(column)} />,
      width: columnWidth(column),
      grows: column.type === 'text' || column.type === 'category',
      sort: sortOf(view, column),
    })),
  ];
}

function sortOf({ sort }: RowView, { name }: Column): VirtualColumn['sort'] {
  if (sort?.column !== name) return undefined;
  return sort.descending ? 'descending' : 'ascending';
}

/** Wide enough for a usual value and for the name. */
function columnWidth({ name, meanLength }: Column): number {
  return Math.round(Math.max(110, Math.min(420, Math.max(name.length * 9 + 66, meanLength * 7.5 + 24))));
}
