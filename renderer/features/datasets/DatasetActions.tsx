import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Dataset } from '../../../shared/domain/dataset.ts';
import { useStudio } from '../../api/index.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { RenameDialog } from '../../ui/RenameDialog.tsx';

/** Menu of what can be done with a data set: rename, remove. */
export function DatasetActions({ dataset, onRemoved }: { dataset: Dataset; onRemoved?: () => void }) {
  const { t } = useTranslation(['datasets', 'common']);
  const studio = useStudio();
  const { id, name } = dataset;
  const [dialog, setDialog] = useState<'rename' | 'remove' | null>(null);
  const close = () => setDialog(null);
  const rename = useMutation({
    mutationFn: (newName: string) => studio.datasets.rename({ id, name: newName }),
    onSuccess: close,
  });
  const remove = useMutation({
    mutationFn: () => studio.datasets.remove({ id }),
    onSuccess: () => {
      close();
      toast.success(t('remove.done', { name }));
      onRemoved?.();
    },
  });
  const open = (which: 'rename' | 'remove') => {
    rename.reset();
    remove.reset();
    setDialog(which);
  };

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('common:moreActions', { name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => open('rename')}>
            {t('common:rename')}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => open('remove')}>
            {t('common:remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'rename' && (
        <RenameDialog
          title={t('rename.title')}
          name={name}
          pending={rename.isPending}
          error={rename.error}
          onRename={rename.mutate}
          onClose={close}
        />
      )}
      <ConfirmDialog
        opened={dialog === 'remove'}
        title={t('remove.title', { name })}
        text={t('remove.text')}
        confirmLabel={t('common:remove')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={remove.mutate}
        onClose={close}
      />
    </>
  );
}
