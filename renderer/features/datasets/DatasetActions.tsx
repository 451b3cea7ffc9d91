import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { useStudio } from '../../api/index.ts';
import { CopyLinkItem } from '../../ui/CopyLinkItem.tsx';
import { RenameDialog } from '../../ui/RenameDialog.tsx';
import { useRemoval } from '../../ui/useRemoval.ts';

/** Menu of what can be done with a data set: rename, remove. */
export function DatasetActions({ dataset, onRemoved }: { dataset: Dataset; onRemoved?: () => void }) {
  const { t } = useTranslation(['datasets', 'common']);
  const studio = useStudio();
  const { id, name } = dataset;
  const [renaming, setRenaming] = useState(false);
  const close = () => setRenaming(false);
  const removeAny = useRemoval();
  const rename = useMutation({
    mutationFn: (newName: string) => studio.datasets.rename({ id, name: newName }),
    onSuccess: close,
  });
  const remove = async () => {
    const removed = await removeAny({
      name,
      remove: async ({ datasets }, options) => [await datasets.remove({ id, ...options })],
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
          <ActionIcon variant="subtle" color="gray" aria-label={t('common:moreActions', { name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={open}>
            {t('common:rename')}
          </Menu.Item>
          <CopyLinkItem path={`/datasets/${id}`} />
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove()}>
            {t('common:remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {renaming && (
        <RenameDialog
          title={t('rename.title')}
          name={name}
          pending={rename.isPending}
          error={rename.error}
          onRename={rename.mutate}
          onClose={close}
        />
      )}
    </>
  );
}
