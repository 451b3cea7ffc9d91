import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { useStudio } from '../../api/index.ts';
import { CopyLinkItem } from '../../ui/CopyLinkItem.tsx';
import { RenameDialog } from '../../ui/RenameDialog.tsx';
import { useRemoval } from '../../ui/useRemoval.ts';

/** Rename and remove. */
export function ModelMenu({ model, onRemoved }: { model: TrainedModel; onRemoved?: () => void }) {
  const { t } = useTranslation('models');
  const common = useTranslation('common').t;
  const studio = useStudio();
  const [renaming, setRenaming] = useState(false);
  const { id, name } = model;
  const close = () => setRenaming(false);
  const removeAny = useRemoval();
  const rename = useMutation({
    mutationFn: (newName: string) => studio.models.rename({ id, name: newName }),
    onSuccess: close,
  });
  const remove = async () => {
    const removed = await removeAny({
      name,
      remove: async ({ models }, options) => [await models.remove({ id, ...options })],
    });
    if (removed) onRemoved?.();
  };
  const open = () => {
    rename.reset();
    setRenaming(true);
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
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={open}>
            {common('rename')}
          </Menu.Item>
          <CopyLinkItem path={`/models/${id}`} />
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove()}>
            {common('remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {renaming && (
        <RenameDialog
          title={t('renameTitle')}
          name={name}
          pending={rename.isPending}
          error={rename.error}
          onClose={close}
          onRename={(newName) => rename.mutate(newName)}
        />
      )}
    </>
  );
}
