import { Card, SimpleGrid, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { About } from './About.tsx';
import { Appearance } from './Appearance.tsx';
import { EnginePanel } from './EnginePanel.tsx';
import { HubSettings } from './HubSettings.tsx';
import { Notifications } from './Notifications.tsx';

export default function SettingsPage() {
  const { t } = useTranslation(['settings', 'hub']);
  return (
    <Stack maw={860} gap="md">
      <PageHeader title={t('title')} />
      <Section title={t('appearance')}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Appearance />
        </SimpleGrid>
      </Section>
      <Section title={t('notifications.title')}>
        <Notifications />
      </Section>
      <Section title={t('engine.title')}>
        <EnginePanel />
      </Section>
      <Section title={t('hub:settings.title')}>
        <HubSettings />
      </Section>
      <Section title={t('about.title')}>
        <About />
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card withBorder padding="lg" component="section">
      <Title order={2} size="h3" mb="sm">
        {title}
      </Title>
      {children}
    </Card>
  );
}
