import { ActionIcon, Kbd, Modal, Table } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Shell.module.css';
import { GO_TO } from './shortcuts.ts';

export function ShortcutsButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation(['app', 'common']);
  const label = t('shortcuts.open');
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      visibleFrom="sm"
      onClick={onClick}
      aria-label={label}
      title={label}
      aria-keyshortcuts="?"
    >
      <IconKeyboard size={18} />
    </ActionIcon>
  );
}

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(['app', 'common']);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('shortcuts.title')}
      centered
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Table>
        <Table.Tbody>
          {GO_TO.map(({ keys, text }) => (
            <Table.Tr key={text}>
              <Table.Td>{t(`shortcuts.${text}`)}</Table.Td>
              <Table.Td ta="right">
                <span className={classes.chord}>
                  <Kbd>{keys[0]}</Kbd> {t('shortcuts.followedBy')} <Kbd>{keys[1]}</Kbd>
                </span>
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td>{t('shortcuts.search')}</Table.Td>
            <Table.Td ta="right">
              <Kbd>/</Kbd>
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Td>{t('shortcuts.help')}</Table.Td>
            <Table.Td ta="right">
              <Kbd>?</Kbd>
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
