import { Button, Group, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';

interface Props {
  selected: number;
  /** Rows of the view; `null` while they are not known. */
  total: number | null;
  busy: boolean;
  onAll: () => void;
  onDelete: () => void;
  onClear: () => void;
}

/** What can be done with the rows that are selected. It always has its place: nothing moves when the first one is. */
export function SelectionBar({ selected, total, busy, onAll, onDelete, onClear }: Props) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  const count = { count: selected, formatted: format.integer(selected) };
  return (
    <Group gap="xs" mih={30}>
      {selected === 0 ? (
        <Button size="compact-sm" variant="subtle" disabled={!total} onClick={onAll}>
          {t('change.selectAll')}
        </Button>
      ) : (
        <>
          <Text size="sm" className="tabular">
            {t('change.selected', count)}
          </Text>
          <Button size="compact-sm" variant="subtle" disabled={total === null || selected >= total} onClick={onAll}>
            {t('change.selectAll')}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={onClear}>
            {t('change.clearSelection')}
          </Button>
          <Button
            size="compact-sm"
            color="red"
            variant="light"
            leftSection={<IconTrash size={16} aria-hidden />}
            disabled={busy}
            onClick={onDelete}
          >
            {t('change.delete', count)}
          </Button>
        </>
      )}
    </Group>
  );
}
