import { Anchor, Modal, Stack, Table, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { shortcutsByGroup } from './actions.ts';
import { KeyCaps } from './KeyCaps.tsx';

/** Every shortcut there is, from the one list of actions. */
export default function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(['app', 'common']);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('shortcuts.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="lg">
        <Anchor component={Link} to="/help" onClick={onClose} w="fit-content">
          {t('action.docs')}
        </Anchor>
        {shortcutsByGroup().map(([group, actions]) => (
          <section key={group} aria-labelledby={`shortcuts-${group}`}>
            <Title order={3} size="h5" id={`shortcuts-${group}`}>
              {t(`actionGroup.${group}`)}
            </Title>
            <Table aria-labelledby={`shortcuts-${group}`}>
              <Table.Tbody>
                {actions.map(({ id, keys = [''] }) => (
                  <Table.Tr key={id}>
                    <Table.Td>{t(`action.${id}`)}</Table.Td>
                    <Table.Td ta="right">
                      <KeyCaps keys={keys} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
        ))}
      </Stack>
    </Modal>
  );
}
