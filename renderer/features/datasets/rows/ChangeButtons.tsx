import { ActionIcon, Group } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Changes } from './useChanges.ts';

/** Undo and redo. */
export function ChangeButtons({ changes }: { changes: Changes }) {
  const { t } = useTranslation('rows');
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
    </Group>
  );
}
