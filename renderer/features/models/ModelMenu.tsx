import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { TrainedModel } from '../../../shared/domain/trainedModel.ts';
import { useStudio } from '../../api/index.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { RenameDialog } from '../../ui/RenameDialog.tsx';

/** Rename and remove. */
export function ModelMenu({ model, onRemoved }: { model: TrainedModel; onRemoved?: () => void }) {
  const { t } = useTranslation('models');
  const common = useTranslation('common').t;
  const studio = useStudio();
  const [dialog, setDialog] = useState<'rename' | 'remove' | null>(null);
  const { id, name } = model;
  const close = () => setDialog(null);
  const rename = useMutation({
    mutationFn: (newName: string) => studio.models.rename({ id, name: newName }),
    onSuccess: close,
  });
  const remove = useMutation({
    mutationFn: () => studio.models.remove({ id }),
    onSuccess: () => {
      close();
      toast.success(t('removed', { name }));
      onRemoved?.();
    },
  });
  const open = (kind: 'rename' | 'remove') => {
    rename.reset();
    remove.reset();
    setDialog(kind);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={common('moreActions', { name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => open('rename')}>
            {common('rename')}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => open('remove')}>
            {common('remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'rename' && (
        <RenameDialog
          title={t('renameTitle')}
          name={name}
          pending={rename.isPending}
          error={rename.error}
          onClose={close}
          onRename={(newName) => rename.mutate(newName)}
        />
      )}
      <ConfirmDialog
        opened={dialog === 'remove'}
        title={t('removeTitle', { name })}
        text={t('removeText')}
        confirmLabel={common('remove')}
        pending={remove.isPending}
        error={remove.error}
        onClose={close}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
