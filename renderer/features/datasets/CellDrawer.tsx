import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { useStudioQuery } from '../../api/index.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import type { GridPosition } from '../../ui/gridKeys.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import type { ViewRow } from './rows/useViewRows.ts';

/** The whole text of one cell, and the way to the same column of the rows around it. */
export function CellDrawer({
  dataset,
  position,
  rows,
  row: found,
  onMove,
  onClose,
}: {
  dataset: Dataset;
  /** Row and data column; `null` when nothing is open. */
  position: GridPosition | null;
  /** How many rows there are to go through. */
  rows: number;
  /** `undefined` until it has been read. */
  row: ViewRow | undefined;
  onMove: (row: number) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['datasets', 'common']);
  const format = useFormat();
  const row = position?.row ?? 0;
  const column = dataset.columns[position?.column ?? 0]?.name ?? '';
  const place = position?.column ?? 0;
  const shown = found?.cells[place];
  const isCut = found?.cut.has(place) ?? false;
  const whole = useStudioQuery(
    ['datasets', dataset.id, 'cell', dataset.version, found?.number ?? 0, place],
    (studio, signal) =>
      studio.datasets.cell({ id: dataset.id, version: dataset.version, row: found?.number ?? 0, column }, { signal }),
    { enabled: isCut },
  );
  const text = isCut ? whole.data?.text : shown;
  const length = isCut ? (whole.data?.length ?? 0) : (text?.length ?? 0);
  const title = t('grid.cellTitle', { column, row: format.integer(row + 1) });
  return (
    <Drawer
      opened={position !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={title}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        {whole.error ? (
          <ErrorAlert error={whole.error} onRetry={() => void whole.refetch()} />
        ) : typeof text !== 'string' ? (
          <LoadingState lines={2} />
        ) : text === '' ? (
          <Text c="dimmed" fs="italic">
            {t('grid.emptyCell')}
          </Text>
        ) : (
          <>
            <CodeBlock text={text} label={title} />
            <Text size="xs" c="dimmed">
              {t('grid.length', { count: length, formatted: format.integer(length) })}
              {text.length < length && ` · ${t('grid.beginning')}`}
            </Text>
          </>
        )}
        <Group justify="space-between">
          <Button
            variant="default"
            disabled={row === 0}
            leftSection={<IconChevronUp size={16} aria-hidden />}
            onClick={() => onMove(row - 1)}
          >
            {t('grid.previous')}
          </Button>
          <Button
            variant="default"
            disabled={row >= rows - 1}
            leftSection={<IconChevronDown size={16} aria-hidden />}
            onClick={() => onMove(row + 1)}
          >
            {t('grid.next')}
          </Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
