import { ActionIcon, Button, Group } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';
import type { Changes } from './useChanges.ts';

/** Undo and redo, and what can be done with the rows that are selected. */
export function ChangeButtons({
  changes,
  selected,
  onDelete,
  onClear,
}: {
  changes: Changes;
  selected: number;
  onDelete: () => void;
  onClear: () => void;
}) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  const count = { count: selected, formatted: format.integer(selected) };
  return (
    <Group gap="xs">
      <ActionIcon.Group>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('change.undo')}
          title={`${t('change.undo')} (Ctrl+Z)`}
          disabled={!changes.canUndo}
          onClick={() => void changes.undo()}
        >
          <IconArrowBackUp size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('change.redo')}
          title={`${t('change.redo')} (Ctrl+Shift+Z)`}
          disabled={!changes.canRedo}
          onClick={() => void changes.redo()}
        >
          <IconArrowForwardUp size={18} aria-hidden />
        </ActionIcon>
      </ActionIcon.Group>
      {selected > 0 && (
        <>
          <Button
            color="red"
            variant="light"
            size="sm"
            leftSection={<IconTrash size={16} aria-hidden />}
            disabled={changes.share !== null}
            onClick={onDelete}
          >
            {t('change.delete', count)}
          </Button>
          <Button variant="subtle" size="sm" onClick={onClear}>
            {t('change.clearSelection')}
          </Button>
        </>
      )}
    </Group>
  );
}
