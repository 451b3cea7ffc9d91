import { ActionIcon, Button, Group } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { useFormat } from '../../../ui/format.ts';
import type { Changes } from './useChanges.ts';

/** Undo and redo, and what can be done with the rows that are selected. */
export function ChangeButtons({
  changes,
  selected,
  asking,
  onAsk,
  onDelete,
  onClear,
}: {
  changes: Changes;
  selected: number;
  /** Whether it is being asked if the selected rows shall go. */
  asking: boolean;
  onAsk: (asking: boolean) => void;
  onDelete: () => Promise<boolean>;
  onClear: () => void;
}) {
  const { t } = useTranslation(['rows', 'common']);
  const format = useFormat();
  const [pending, setPending] = useState(false);
  const count = { count: selected, formatted: format.integer(selected) };
  const confirm = async () => {
    setPending(true);
    await onDelete();
    setPending(false);
    onAsk(false);
  };
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
            onClick={() => onAsk(true)}
          >
            {t('change.delete', count)}
          </Button>
          <Button variant="subtle" size="sm" onClick={onClear}>
            {t('change.clearSelection')}
          </Button>
        </>
      )}
      <ConfirmDialog
        opened={asking && selected > 0}
        title={t('change.deleteTitle', count)}
        text={t('change.deleteText')}
        confirmLabel={t('common:remove')}
        pending={pending}
        onConfirm={() => void confirm()}
        onClose={() => onAsk(false)}
      />
    </Group>
  );
}
