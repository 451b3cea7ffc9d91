import { Button, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection, useConnectionState } from '../api/index.ts';
import { CodeBlock } from '../ui/CodeBlock.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';

const START_COMMAND = 'npm start';
/** Prints another address of a studio that runs, and opens it. */
export const OPEN_COMMAND = 'npm run -s kindling -- open';

/**
 * In the place of a page that has never had a connection and gets none: whether the studio runs, and how to come in. What has been
 * shown once stays, with a banner above it.
 */
export function ConnectionGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation('app');
  const connection = useConnection();
  const state = useConnectionState();
  if (connection.everOpen || state === 'connecting' || state === 'open') return children;
  const reason = connection.lockedReason;
  return (
    <Stack maw={640} gap="md">
      {reason === null ? (
        <PageHeader
          title={t('connection.goneTitle')}
          subtitle={t('connection.gone', { address: window.location.origin })}
        />
      ) : (
        <PageHeader title={t('connection.lockedTitle')} subtitle={t(`connection.lockedReasons.${reason}`)} />
      )}
      <Paper withBorder p="lg">
        <Stack gap="sm">
          <Text>{t(reason === null ? 'connection.goneHow' : 'connection.lockedHow')}</Text>
          <CodeBlock text={reason === null ? START_COMMAND : OPEN_COMMAND} label={t('connection.command')} />
          {reason !== null && <Text c="dimmed">{t('connection.lockedOtherTab')}</Text>}
          <Button w="fit-content" variant="default" onClick={() => connection.retryNow()}>
            {t('connection.retryNow')}
          </Button>
        </Stack>
      </Paper>
    </Stack>
  );
}
