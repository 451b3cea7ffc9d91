import { Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Column } from '../../../../shared/domain/columns.ts';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { isAllRows, type RowView, searchTerms } from '../../../../shared/domain/datasets/datasetView.ts';
import { useStudio } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import type { GridPosition } from '../../../ui/gridKeys.ts';
import { VirtualTable } from '../../../ui/VirtualTable.tsx';
import { CellDrawer } from '../CellDrawer.tsx';
import classes from '../datasets.module.css';
import { RenameColumnDialog } from '../RenameColumnDialog.tsx';
import { CellEditor } from './CellEditor.tsx';
import { CellText } from './CellText.tsx';
import { ChangeButtons } from './ChangeButtons.tsx';
import { shownColumns, useColumnView, useHiddenColumns } from './columnView.ts';
import { ExportButton } from './ExportDialog.tsx';
import { FilterDialog } from './FilterDialog.tsx';
import { FilterPills } from './FilterPills.tsx';
import { GoToRow } from './GoToRow.tsx';
import { gridColumns } from './gridColumns.tsx';
import { RowNumber } from './RowNumber.tsx';
import { afterDeleting, afterRenaming } from './rowsFilter.ts';
import { SearchField } from './SearchField.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { useCellEditing } from './useCellEditing.ts';
import { useChanges } from './useChanges.ts';
import { useRestoredRow } from './useRestoredRow.ts';
import { MOST_SELECTED, useSelection } from './useSelection.ts';
import { useViewRows } from './useViewRows.ts';

/** Most rows of one answer. */
const MOST_ROWS = 1000;

/** Scrolling on is not a place. */
const PLACE_MS = 300;

/** The rows of a data set as a table to work with: search, filter, sort, change. Only what is in view and around it is read. */
export function RowGrid({
  dataset,
  view,
  start,
  place,
  onView,
  onPlace,
}: {
  dataset: Dataset;
  view: RowView;
  /** The row of the view that it opens at, with the focus in the grid. */
  start: number | null;
  /** The last row that was in view when it was left, to which it goes back without taking the focus; 0 is the beginning. */
  place: number;
  onView: (view: RowView) => void;
  onPlace: (row: number) => void;
}) {
  const { t } = useTranslation(['rows', 'datasets']);
  const format = useFormat();
  const studio = useStudio();
  const { total, isStale, get, show, cache } = useViewRows(dataset, view);
  const changes = useChanges(dataset.id);
  const hidden = useHiddenColumns(dataset.id);
  const setHidden = useColumnView((columnView) => columnView.setHidden);
  const shown = useMemo(() => shownColumns(dataset.columns, hidden), [dataset.columns, hidden]);
  /** The place in the data set of a column of the grid, whose first one has the numbers. */
  const placeOf = (gridColumn: number) => shown[Math.max(0, gridColumn - 1)]?.place ?? 0;
  const editing = useCellEditing(dataset, changes, placeOf);
  const selection = useSelection(async (first, last) => {
    if (isAllRows(view)) return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const numbers: number[] = [];
    for (let offset = first; offset <= last; offset += MOST_ROWS) {
      const limit = Math.min(MOST_ROWS, last - offset + 1);
      const known = Array.from({ length: limit }, (_, index) => get(offset + index)?.number);
      if (known.every((number) => number !== undefined)) numbers.push(...known);
      else numbers.push(...(await studio.datasets.query({ id: dataset.id, view, offset, limit })).numbers);
    }
    return numbers;
  });
  const [goTo, setGoTo] = useState<GridPosition | null>(start === null ? null : { row: start, column: 0 });
  const [opened, setOpened] = useState<GridPosition | null>(null);
  const [visible, setVisible] = useState({ first: 0, last: 0 });
  useRestoredRow(start === null ? place : 0, total, (row) => setGoTo({ row, column: 0 }));
  const tellPlace = useDebouncedCallback(onPlace, PLACE_MS);
  /** How often the search was taken back from outside of its field, which keeps its text. */
  const [cleared, setCleared] = useState(0);
  const [filtering, setFiltering] = useState<Column | null>(null);
  const [renaming, setRenaming] = useState<Column | null>(null);
  const failure = cache?.failure();
  const terms = searchTerms(view.search);
  const [firstColumn] = dataset.columns;

  const changeView = (patch: Partial<RowView>) => {
    selection.clear();
    setGoTo({ row: 0, column: 0 });
    onView({ ...view, ...patch });
  };
  const showAll = () => {
    setCleared((times) => times + 1);
    changeView({ filters: [], search: '' });
  };
  const cell = (row: number, column: number) => {
    const found = get(row);
    if (!found) return undefined;
    const { number, cells } = found;
    if (column > 0) return <CellText text={cells[placeOf(column)] ?? ''} terms={terms} />;
    const toggle = (range: boolean) => void selection.toggle(row, range);
    return <RowNumber number={number} selected={selection.rows.has(number)} onToggle={toggle} />;
  };
  const undo = () => void (changes.canUndo && changes.undo());
  const redo = () => void (changes.canRedo && changes.redo());
  // Wherever the focus is, but in a field, which has its own.
  useHotkeys([
    ['mod+Z', undo],
    ['mod+shift+Z', redo],
    ['mod+Y', redo],
  ]);
  const handleKey = (event: KeyboardEvent, cursor: GridPosition): boolean => {
    const key = event.key.toLowerCase();
    if (key === ' ') void selection.toggle(cursor.row, event.shiftKey);
    else if (key === 'delete' && selection.rows.size > 0) void deleteSelected();
    else if (key === 'escape' && selection.rows.size > 0) selection.clear();
    else return false;
    event.preventDefault();
    return true;
  };
  const deleteSelected = async () => {
    const deleted = [...selection.rows].sort((a, b) => a - b);
    const text = t('change.deleted', { count: deleted.length, formatted: format.integer(deleted.length) });
    if (!(await changes.change({ kind: 'delete_rows', rows: deleted }, text))) return;
    selection.clear();
    onView(afterDeleting(view, deleted));
  };
  const selectAll = async () => {
    await selection.all(total ?? 0);
    if ((total ?? 0) > MOST_SELECTED)
      toast.info(t('change.selectedMost', { formatted: format.integer(MOST_SELECTED) }));
  };
  const edit = ({ row, column }: GridPosition) => {
    const found = get(row);
    if (found && column > 0 && changes.share === null && !isStale) void editing.begin({ row, column }, found);
  };

  return (
    <Stack gap="xs">
      <Group justify="space-between" align="flex-start">
        <SearchField
          key={cleared}
          datasetId={dataset.id}
          search={view.search}
          onSearch={(search) => changeView({ search })}
        />
        <Group gap="xs">
          <Button
            variant="default"
            size="sm"
            leftSection={<IconFilter size={16} aria-hidden />}
            onClick={() => setFiltering(firstColumn ?? null)}
          >
            {t('filter.open')}
          </Button>
          <ExportButton dataset={dataset} view={view} total={total} />
          <ChangeButtons changes={changes} />
        </Group>
      </Group>
      <FilterPills view={view} onView={changeView} />
      {failure && (
        <ErrorAlert
          error={failure.error}
          title={t('datasets:grid.pageFailed', {
            from: format.integer(failure.from + 1),
            to: format.integer(failure.to + 1),
          })}
          onRetry={() => cache?.retry()}
        />
      )}
      <Group justify="space-between" align="center">
        <Group gap="xs">
          <Text size="sm" c="dimmed" className="tabular">
            {rangeText()}
            {/* Not the range: it would be read out at each scroll. */}
            <span role="status">{statusText() ?? <VisuallyHidden>{foundText()}</VisuallyHidden>}</span>
          </Text>
          {total === 0 && !isStale && (
            <Button size="compact-xs" variant="subtle" onClick={showAll}>
              {t('filter.clear')}
            </Button>
          )}
          {shown.length < dataset.columns.length && (
            <Button size="compact-xs" variant="subtle" onClick={() => setHidden(dataset.id, [])}>
              {t('column.showAll')}
            </Button>
          )}
        </Group>
        <SelectionBar
          selected={selection.rows.size}
          total={isStale ? null : total}
          busy={changes.share !== null}
          onAll={() => void selectAll()}
          onDelete={() => void deleteSelected()}
          onClear={selection.clear}
        />
        <GoToRow
          rows={total ?? 0}
          onGo={(row) => {
            setGoTo({ row, column: 0 });
            // Keys go on from there.
            document.querySelector<HTMLElement>('[role="grid"]')?.focus();
          }}
        />
      </Group>
      <div className={classes.grid} data-stale={isStale || undefined} aria-busy={isStale}>
        {cache && (
          <VirtualTable
            label={t('datasets:grid.label', { name: dataset.name })}
            columns={gridColumns(dataset, shown, view, {
              rowNumber: t('datasets:grid.rowNumber'),
              onSort: (sort) => changeView({ sort }),
              onFilter: setFiltering,
              onRename: setRenaming,
              onHide: ({ name }) => setHidden(dataset.id, [...hidden, name]),
            })}
            rowCount={total ?? 0}
            cell={cell}
            goTo={goTo}
            autoFocus={start !== null}
            onVisible={(first, last) => {
              setVisible({ first, last });
              tellPlace(first === 0 ? 0 : last);
              show(first, last);
            }}
            onOpen={({ row, column }) => setOpened({ row, column: placeOf(column) })}
            onEdit={edit}
            onKey={handleKey}
            editor={
              editing.position && {
                ...editing.position,
                content: (
                  <CellEditor
                    label={t('edit.label', { column: dataset.columns[placeOf(editing.position.column)]?.name ?? '' })}
                    text={editing.text}
                    onText={editing.setText}
                    onSave={() => void editing.save()}
                    onCancel={editing.cancel}
                  />
                ),
              }
            }
            isSelected={(row) => selection.rows.has(get(row)?.number ?? -1)}
          />
        )}
      </div>
      <Text size="xs" c="dimmed">
        {t('hint')}
      </Text>
      {renaming && (
        <RenameColumnDialog
          column={renaming.name}
          changes={changes}
          onRenamed={(name) => {
            onView(afterRenaming(view, renaming.name, name));
            setRenaming(null);
          }}
          onClose={() => setRenaming(null)}
        />
      )}
      {filtering && (
        <FilterDialog
          dataset={dataset}
          column={filtering}
          onAdd={(filter) => {
            setFiltering(null);
            changeView({ filters: [...view.filters, filter] });
          }}
          onClose={() => setFiltering(null)}
        />
      )}
      <CellDrawer
        dataset={dataset}
        position={opened}
        rows={total ?? 0}
        row={opened ? get(opened.row) : undefined}
        onMove={(row) => {
          setOpened((now) => now && { ...now, row });
          setGoTo({ row, column: 1 + shown.findIndex(({ place }) => place === opened?.column) });
        }}
        onClose={() => setOpened(null)}
      />
    </Stack>
  );

  /** What is going on, where the rows in view are not to be counted. */
  function statusText(): string | null {
    if (changes.share !== null) return t('change.working', { share: format.percent(changes.share) });
    if (total === null || isStale) return t('searching');
    return total === 0 ? t('nothing') : null;
  }

  function foundText(): string | null {
    return total === null || total === dataset.rows
      ? null
      : t('datasets:rows', { count: total, formatted: format.integer(total) });
  }

  function rangeText(): string | null {
    if (total === null || statusText() !== null) return null;
    const [from, to] = [format.integer(visible.first + 1), format.integer(Math.min(total, visible.last + 1))];
    const text = t('datasets:grid.visible', { from, to, total: format.integer(total) });
    return total === dataset.rows ? text : `${text} ${t('ofAll', { rows: format.integer(dataset.rows) })}`;
  }
}
