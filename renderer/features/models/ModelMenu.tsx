import { Menu } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { useStudio } from '../../api/index.ts';
import { CopyLinkItem } from '../../ui/CopyLinkItem.tsx';
import { useRemoval } from '../../ui/useRemoval.ts';
import { RenamableMenu } from './RenamableMenu.tsx';

/** Rename and remove. */
export function ModelMenu({ model, onRemoved }: { model: TrainedModel; onRemoved?: () => void }) {
  const { t } = useTranslation('models');
  const common = useTranslation('common').t;
  const studio = useStudio();
  const { id, name } = model;
  const removeAny = useRemoval();
  const remove = async () => {
    const removed = await removeAny({
      name,
      remove: async ({ models }, options) => [await models.remove({ id, ...options })],
    });
    if (removed) onRemoved?.();
  };
  return (
    <RenamableMenu
      name={name}
      renameTitle={t('renameTitle')}
      rename={(newName) => studio.models.rename({ id, name: newName })}
    >
      <CopyLinkItem path={`/models/${id}`} />
      <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove()}>
        {common('remove')}
      </Menu.Item>
    </RenamableMenu>
  );
}
