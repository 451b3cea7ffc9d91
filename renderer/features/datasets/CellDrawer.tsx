import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../shared/domain/dataset.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { useFormat } from '../../ui/format.ts';
import type { GridPosition } from '../../ui/gridKeys.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';

/** The whole text of one cell, and the way to the same column of the rows around it. */
export function CellDrawer({
  dataset,
  position,
  rows,
  text,
  onMove,
  onClose,
}: {
  dataset: Dataset;
  /** Row and data column; `null` when nothing is open. */
  position: GridPosition | null;
  /** How many rows there are to go through. */
  rows: number;
  text: string | null | undefined;
  onMove: (row: number) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['datasets', 'common']);
  const format = useFormat();
  const row = position?.row ?? 0;
  const column = dataset.columns[position?.column ?? 0]?.name ?? '';
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
        {typeof text !== 'string' ? (
          <LoadingState lines={2} />
        ) : text === '' ? (
          <Text c="dimmed" fs="italic">
            {t('grid.emptyCell')}
          </Text>
        ) : (
          <>
            <CodeBlock text={text} label={title} />
            <Text size="xs" c="dimmed">
              {t('grid.length', { count: text.length, formatted: format.integer(text.length) })}
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
