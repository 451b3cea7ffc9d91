import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useHostInfo } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { DefinitionList } from './DefinitionList.tsx';

export function About() {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const { data: host, error, refetch } = useHostInfo();
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (!host) return <LoadingState />;
  return (
    <Stack gap="sm">
      <DefinitionList
        entries={[
          [t('about.version'), host.version],
          [t('about.shell'), t(`about.shells.${host.shell}`)],
          [t('about.home'), <code key="home">{host.home}</code>],
          [t('about.platform'), host.platform],
          [t('about.cores'), format.integer(host.cores)],
          [t('about.memory'), format.bytes(host.memoryBytes)],
        ]}
      />
      <Title order={3} size="h4">
        {t('about.privacy')}
      </Title>
      <Text size="sm">{t('about.privacyText')}</Text>
    </Stack>
  );
}
