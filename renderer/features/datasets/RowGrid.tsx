import { Group, NumberInput, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column, Dataset } from '../../../shared/domain/dataset.ts';
import { useStudio } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import type { GridPosition } from '../../ui/gridKeys.ts';
import { usePageCache } from '../../ui/usePageCache.ts';
import { type VirtualColumn, VirtualTable } from '../../ui/VirtualTable.tsx';
import { CellDrawer } from './CellDrawer.tsx';
import { ColumnTypeIcon } from './ColumnTypeIcon.tsx';
import classes from './datasets.module.css';

/** Rows before and after the visible ones that are read along with them. */
const AHEAD = 100;

/** All rows of a data set; only those in view and around it are read. */
export function RowGrid({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation('datasets');
  const format = useFormat();
  const studio = useStudio();
  const cache = usePageCache(async (offset, limit, signal) => {
    const page = await studio.datasets.rows({ id: dataset.id, offset, limit }, { signal });
    return page.rows;
  });
  const [goTo, setGoTo] = useState<GridPosition | null>(null);
  const [opened, setOpened] = useState<GridPosition | null>(null);
  const [visible, setVisible] = useState({ first: 0, last: 0 });
  const columns = useMemo(() => gridColumns(dataset, t('grid.rowNumber')), [dataset, t]);
  const failure = cache?.failure();

  const cell = (row: number, column: number) => {
    if (column === 0) return format.integer(row + 1);
    const text = cache?.get(row)?.[column - 1];
    // A line break would be drawn as a space anyway; text of megabytes must not be laid out.
    return text?.slice(0, 300);
  };
  const show = (first: number, last: number) => {
    setVisible({ first, last });
    cache?.want(Math.max(0, first - AHEAD), Math.min(dataset.rows - 1, last + AHEAD));
  };

  return (
    <Stack gap="xs">
      {failure && (
        <ErrorAlert
          error={failure.error}
          title={t('grid.pageFailed', {
            from: format.integer(failure.from + 1),
            to: format.integer(Math.min(dataset.rows, failure.to + 1)),
          })}
          onRetry={() => cache?.retry()}
        />
      )}
      <Group justify="space-between" align="center">
        <Text size="sm" c="dimmed" className="tabular">
          {t('grid.visible', {
            from: format.integer(visible.first + 1),
            to: format.integer(visible.last + 1),
            total: format.integer(dataset.rows),
          })}
        </Text>
        <GoToRow rows={dataset.rows} onGo={(row) => setGoTo({ row, column: 0 })} />
      </Group>
      <div className={classes.grid}>
        {cache && (
          <VirtualTable
            label={t('grid.label', { name: dataset.name })}
            columns={columns}
            rowCount={dataset.rows}
            cell={cell}
            goTo={goTo}
            onVisible={show}
            onOpen={({ row, column }) => setOpened({ row, column: Math.max(0, column - 1) })}
          />
        )}
      </div>
      <Text size="xs" c="dimmed">
        {t('grid.hint')}
      </Text>
      <CellDrawer
        dataset={dataset}
        position={opened}
        text={opened && cache?.get(opened.row)?.[opened.column]}
        onMove={(row) => {
          setOpened((now) => now && { ...now, row });
          setGoTo({ row, column: opened ? opened.column + 1 : 0 });
        }}
        onClose={() => setOpened(null)}
      />
    </Stack>
  );
}

function GoToRow({ rows, onGo }: { rows: number; onGo: (row: number) => void }) {
  const { t } = useTranslation('datasets');
  const [value, setValue] = useState<string | number>('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const row = Number(value);
        if (Number.isInteger(row) && row >= 1) onGo(Math.min(rows, row) - 1);
      }}
    >
      <NumberInput
        size="xs"
        w={140}
        aria-label={t('grid.goToRow')}
        placeholder={t('grid.goToRow')}
        value={value}
        onChange={setValue}
        min={1}
        max={rows}
        allowDecimal={false}
        hideControls
      />
    </form>
  );
}

function gridColumns(dataset: Dataset, rowNumber: string): VirtualColumn[] {
  const digits = String(dataset.rows).length;
  return [
    { key: 'row', title: rowNumber, width: Math.max(64, 28 + digits * 10), align: 'right' },
    ...dataset.columns.map((column, index) => ({
      key: String(index),
      title: (
        <span className={classes.columnTitle} title={column.name}>
          <ColumnTypeIcon type={column.type} />
          {column.name}
        </span>
      ),
      width: columnWidth(column),
    })),
  ];
}

/** Wide enough for a usual value and for the name. */
function columnWidth({ name, meanLength }: Column): number {
  return Math.round(Math.max(110, Math.min(420, Math.max(name.length * 9 + 44, meanLength * 7.5 + 24))));
}
