import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useConnection, useConnectionState } from '../api/index.ts';

/** Says that the connection was lost, for as long as it is. */
export function ConnectionBanner() {
  const { t } = useTranslation('app');
  const connection = useConnection();
  const state = useConnectionState();
  return (
    <div role="status">
      {state === 'lost' && (
        <Alert mb="md" icon={<IconPlugConnectedX aria-hidden />} title={t('connection.lost')}>
          <Group justify="space-between">
            <Text size="sm">{t('connection.lostHint')}</Text>
            <Button size="compact-sm" variant="default" onClick={() => connection.retryNow()}>
              {t('connection.retryNow')}
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}
