import { Alert, Button, Group, NumberInput, Paper, Radio, Stack, Switch, Textarea, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CorsOrigin,
  isLoopback,
  LOOPBACK_HOST,
  type ServerSettings,
  type ServerState,
} from '../../../shared/domain/models/server.ts';
import { useChangeServer, useServerKeys } from '../../api/server.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import classes from './server.module.css';

/** All addresses of this computer. */
const EVERYWHERE = '0.0.0.0';

/** Where the server listens, whom it lets in, and what it keeps. */
export function SettingsPanel({ state }: { state: ServerState }) {
  const { t } = useTranslation('server');
  const { settings } = state;
  const hasKeys = (useServerKeys(state.figures.requests).data?.length ?? 0) > 0;
  const [port, setPort] = useState<number | string>(settings.port);
  const [host, setHost] = useState(settings.host);
  const [origins, setOrigins] = useState(settings.corsOrigins.join('\n'));
  const [logPrompts, setLogPrompts] = useState(settings.logPrompts);
  const save = useChangeServer<Partial<ServerSettings>>((studio, patch) => studio.server.set(patch));
  const corsOrigins = origins
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const wrong = corsOrigins.find((origin) => !CorsOrigin.safeParse(origin).success);
  const wanted: ServerSettings = { port: Number(port), host, corsOrigins, logPrompts };
  const isRight = port !== '' && wrong === undefined && (isLoopback(host) || hasKeys);
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(settings);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRight && isChanged) save.mutate(wanted);
  };
  const hosts = [...new Set([LOOPBACK_HOST, EVERYWHERE, settings.host])];
  const nameOf = (one: string) =>
    one === LOOPBACK_HOST
      ? t('settings.reachHere')
      : one === EVERYWHERE
        ? t('settings.reachAll')
        : t('settings.reachOther', { host: one });
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="server-settings">
      <Title order={2} size="h3" id="server-settings" mb="xs">
        {t('settings.title')}
      </Title>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <NumberInput
            label={t('settings.port')}
            description={t('settings.portHint')}
            min={0}
            max={65_535}
            allowDecimal={false}
            maw={200}
            value={port}
            onChange={setPort}
          />
          <Radio.Group label={t('settings.reach')} value={host} onChange={setHost}>
            <Stack gap={6} mt={6}>
              {hosts.map((one) => (
                <Radio key={one} value={one} label={nameOf(one)} />
              ))}
            </Stack>
          </Radio.Group>
          {!isLoopback(host) && (
            <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
              {t(hasKeys ? 'settings.reachWarning' : 'settings.reachNeedsKey')}
            </Alert>
          )}
          <Textarea
            label={t('settings.cors')}
            description={t('settings.corsHint')}
            error={wrong !== undefined && t('settings.corsInvalid', { origin: wrong })}
            autosize
            minRows={1}
            maxRows={6}
            value={origins}
            className={classes.made ?? ''}
            onChange={(event) => setOrigins(event.currentTarget.value)}
          />
          <Switch
            label={t('settings.prompts')}
            checked={logPrompts}
            onChange={(event) => setLogPrompts(event.currentTarget.checked)}
          />
          <Group>
            <Button type="submit" variant="default" disabled={!isRight || !isChanged} loading={save.isPending}>
              {t(state.url === null ? 'settings.save' : 'settings.saveOn')}
            </Button>
          </Group>
          {save.error && <ErrorAlert error={save.error} onClose={save.reset} />}
        </Stack>
      </form>
    </Paper>
  );
}
