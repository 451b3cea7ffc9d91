import { Menu } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BaseModel } from '../../../../shared/domain/models/base.ts';
import { useStudio } from '../../../api/index.ts';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { RenamableMenu } from '../RenamableMenu.tsx';

/** Rename and forget. */
export function BaseMenu({ base }: { base: BaseModel }) {
  const { t } = useTranslation('bases');
  const studio = useStudio();
  const { id, name, path } = base;
  const [forgetting, setForgetting] = useState(false);
  const close = () => setForgetting(false);
  const forget = useMutation({ mutationFn: () => studio.bases.remove({ id }), onSuccess: close });
  const ask = () => {
    forget.reset();
    setForgetting(true);
  };
  return (
    <>
      <RenamableMenu
        name={name}
        renameTitle={t('renameTitle')}
        rename={(newName) => studio.bases.rename({ id, name: newName })}
      >
        <Menu.Item color="red" leftSection={<IconX size={16} aria-hidden />} onClick={ask}>
          {t('forget.action')}
        </Menu.Item>
      </RenamableMenu>
      <ConfirmDialog
        opened={forgetting}
        title={t('forget.title', { name })}
        text={t('forget.text', { path })}
        confirmLabel={t('forget.action')}
        pending={forget.isPending}
        error={forget.error}
        onClose={close}
        onConfirm={() => forget.mutate()}
      />
    </>
  );
}
