import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useConnection, useConnectionState } from '../api/index.ts';
import { CodeBlock } from '../ui/CodeBlock.tsx';
import { OPEN_COMMAND } from './ConnectionGate.tsx';

/** Says that there is no connection, for as long as there is none. */
export function ConnectionBanner() {
  const { t } = useTranslation('app');
  const connection = useConnection();
  const state = useConnectionState();
  const locked = state === 'locked';
  return (
    <div role="status">
      {(state === 'lost' || locked) && connection.everOpen && (
        <Alert
          mb="md"
          // It is told of once, by what surrounds it.
          role="group"
          icon={<IconPlugConnectedX aria-hidden />}
          title={t(locked ? 'connection.locked' : 'connection.lost')}
        >
          <Group justify="space-between" align="flex-end">
            <Stack gap="xs" style={{ flex: '1 1 20rem' }}>
              <Text size="sm">{t(locked ? 'connection.lockedHint' : 'connection.lostHint')}</Text>
              {locked && <CodeBlock text={OPEN_COMMAND} label={t('connection.command')} />}
            </Stack>
            <Button size="compact-sm" variant="default" onClick={() => connection.retryNow()}>
              {t('connection.retryNow')}
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}
