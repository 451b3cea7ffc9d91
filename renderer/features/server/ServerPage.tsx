import { Anchor, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ServerState } from '../../../shared/domain/models/server.ts';
import { useHostInfo } from '../../api/index.ts';
import { useChangeServer, useLiveServer } from '../../api/server.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { StatRow, StatTile } from '../../ui/StatTile.tsx';
import { KeysPanel } from './KeysPanel.tsx';
import { LogPanel } from './LogPanel.tsx';
import { ServedModels } from './ServedModels.tsx';
import { SettingsPanel } from './SettingsPanel.tsx';
import { SnippetsPanel } from './SnippetsPanel.tsx';

/** Models over HTTP: whether they are served, which, to whom, and what was asked. */
export default function ServerPage() {
  const { t } = useTranslation('server');
  const server = useLiveServer();
  const state = server.data;
  return (
    <Stack gap="lg">
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      {server.isPending && <LoadingState />}
      {server.isError && <ErrorAlert error={server.error} onRetry={() => void server.refetch()} />}
      {state && (
        <>
          <OnOff state={state} />
          <ServedModels state={state} />
          {state.url !== null && <Figures state={state} />}
          {state.url !== null && <SnippetsPanel url={state.url} state={state} />}
          <KeysPanel state={state} />
          <SettingsPanel key={JSON.stringify(state.settings)} state={state} />
          <LogPanel state={state} />
        </>
      )}
    </Stack>
  );
}

function OnOff({ state }: { state: ServerState }) {
  const { t } = useTranslation('server');
  const change = useChangeServer<boolean>((studio, on) => (on ? studio.server.start({}) : studio.server.stop({})));
  const { url, models } = state;
  const isOn = url !== null;
  return (
    <Paper component="section" withBorder p="md" aria-label={t('switch')}>
      <Stack gap="sm">
        <Switch
          size="md"
          label={t('switch')}
          checked={change.isPending ? change.variables : isOn}
          disabled={change.isPending || (!isOn && models.length === 0)}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
        />
        <Text role="status">
          {t(isOn ? 'on' : 'off')}
          {!isOn && (
            <Text span c="dimmed" display="block" size="sm">
              {t('offHint')}
            </Text>
          )}
        </Text>
        {url !== null && <CodeBlock label={t('address')} text={url} />}
        <Group>
          {url !== null && <ApiReference address={url.replace(/\/v1$/, '/docs')} />}
          <Anchor component={Link} to="/help/server">
            {t('help')}
          </Anchor>
        </Group>
        {change.error && <ErrorAlert error={change.error} onClose={change.reset} />}
      </Stack>
    </Paper>
  );
}

/** In the desktop program no link leads to a page that is not of an allowed site: there, the address is for the user's browser. */
function ApiReference({ address }: { address: string }) {
  const { t } = useTranslation('server');
  const shell = useHostInfo().data?.shell;
  if (shell === 'electron')
    return (
      <Text>
        {t('docs')}: <code>{address}</code>
      </Text>
    );
  return (
    <Anchor href={address} target="_blank" rel="noreferrer">
      {t('docs')}
    </Anchor>
  );
}

function Figures({ state }: { state: ServerState }) {
  const { t } = useTranslation('server');
  const format = useFormat();
  const { figures } = state;
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="server-figures">
      <Title order={2} size="h3" id="server-figures" mb="xs">
        {t('figures.title')}
      </Title>
      <StatRow>
        <StatTile label={t('figures.requests')} value={format.integer(figures.requests)} />
        <StatTile label={t('figures.refused')} value={format.integer(figures.refused)} />
        <StatTile label={t('figures.running')} value={format.integer(figures.running)} />
        <StatTile label={t('figures.waiting')} value={format.integer(figures.waiting)} />
        <StatTile label={t('figures.speed')} value={format.fixed(figures.tokensPerSecond, 1)} />
        <StatTile label={t('figures.read')} value={format.integer(figures.promptTokens)} />
        <StatTile label={t('figures.written')} value={format.integer(figures.completionTokens)} />
      </StatRow>
    </Paper>
  );
}
