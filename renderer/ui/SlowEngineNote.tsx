import { Alert, Button, Group, Text } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useEngineStatus } from '../api/index.ts';
import { useEngineReasonText } from '../i18n/engineReasons.ts';
import { useFormat } from './format.ts';

/** Where only the slow engine is there: that it is slow, why, and the way to a faster one. Nothing otherwise. */
export function SlowEngineNote() {
  const { t } = useTranslation();
  const format = useFormat();
  const reasonText = useEngineReasonText();
  const status = useEngineStatus().data;
  if (status?.engine.name !== 'wasm') return null;
  const { reason } = status.engine;
  const canInstall = status.install.state !== 'none';
  return (
    <Alert color="yellow" title={t('slowEngine.title')} icon={<IconBolt aria-hidden />} role="status">
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: '1 1 24rem' }}>
          {t('slowEngine.text')}
          {reason && `${format.gap}${t('slowEngine.reason', { reason: reasonText(reason) })}`}
        </Text>
        <Button component={Link} to="/settings" size="compact-md" variant="default">
          {t(canInstall ? 'slowEngine.install' : 'slowEngine.settings')}
        </Button>
      </Group>
    </Alert>
  );
}
