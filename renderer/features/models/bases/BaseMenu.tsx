import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BaseModel } from '../../../../shared/domain/models/base.ts';
import { useStudio } from '../../../api/index.ts';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { RenameDialog } from '../../../ui/RenameDialog.tsx';

/** Rename and forget. */
export function BaseMenu({ base }: { base: BaseModel }) {
  const { t } = useTranslation('bases');
  const common = useTranslation('common').t;
  const studio = useStudio();
  const { id, name, path } = base;
  const [open, setOpen] = useState<'rename' | 'forget' | null>(null);
  const close = () => setOpen(null);
  const rename = useMutation({
    mutationFn: (newName: string) => studio.bases.rename({ id, name: newName }),
    onSuccess: close,
  });
  const forget = useMutation({ mutationFn: () => studio.bases.remove({ id }), onSuccess: close });
  const show = (what: 'rename' | 'forget') => () => {
    rename.reset();
    forget.reset();
    setOpen(what);
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
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={show('rename')}>
            {common('rename')}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconX size={16} aria-hidden />} onClick={show('forget')}>
            {t('forget.action')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'rename' && (
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
        opened={open === 'forget'}
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
