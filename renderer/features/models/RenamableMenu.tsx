import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RenameDialog } from '../../ui/RenameDialog.tsx';

interface Props {
  name: string;
  /** Of the dialog. */
  renameTitle: string;
  rename: (name: string) => Promise<unknown>;
  /** Further items. */
  children: ReactNode;
}

/** What else can be done with something that has a name: renaming it first of all. */
export function RenamableMenu({ name, renameTitle, rename, children }: Props) {
  const { t } = useTranslation('common');
  const [renaming, setRenaming] = useState(false);
  const close = () => setRenaming(false);
  const renamed = useMutation({ mutationFn: rename, onSuccess: close });
  const open = () => {
    renamed.reset();
    setRenaming(true);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('moreActions', { name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={open}>
            {t('rename')}
          </Menu.Item>
          {children}
        </Menu.Dropdown>
      </Menu>
      {renaming && (
        <RenameDialog
          title={renameTitle}
          name={name}
          pending={renamed.isPending}
          error={renamed.error}
          onClose={close}
          onRename={(newName) => renamed.mutate(newName)}
        />
      )}
    </>
  );
}
