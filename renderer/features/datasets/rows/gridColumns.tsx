import type { Column } from '../../../../shared/domain/columns.ts';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { RowSort, RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import type { VirtualColumn } from '../../../ui/VirtualTable.tsx';
import { ColumnHeader } from './ColumnHeader.tsx';
import type { ShownColumn } from './columnView.ts';

export interface GridColumnActions {
  rowNumber: string;
  onSort: (sort: RowSort | null) => void;
  onFilter: (column: Column) => void;
  onRename: (column: Column) => void;
  onHide: (column: Column) => void;
}

/** The row numbers, then the columns that are shown. */
export function gridColumns(
  dataset: Dataset,
  shown: readonly ShownColumn[],
  view: RowView,
  { rowNumber, onSort, onFilter, onRename, onHide }: GridColumnActions,
): VirtualColumn[] {
  const digits = String(dataset.rows).length;
  return [
    { key: 'row', title: rowNumber, width: Math.max(84, 52 + digits * 10), align: 'right' },
    ...shown.map(({ column, place }) => ({
      key: String(place),
      title: (
        <ColumnHeader
          column={column}
          sort={view.sort}
          onSort={onSort}
          onFilter={() => onFilter(column)}
          onRename={() => onRename(column)}
          onHide={shown.length > 1 ? () => onHide(column) : null}
        />
      ),
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
