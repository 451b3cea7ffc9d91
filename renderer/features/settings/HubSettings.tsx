import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hubUrlOf } from '../../../shared/domain/models/hub.ts';
import { useHubToken } from '../../api/hub.ts';
import { useSetSettings, useSettings, useStudio } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import classes from './settings.module.css';

/** Which hub is asked for models, and the access token that it gets. */
export function HubSettings() {
  const { t } = useTranslation('hub');
  const { data: settings, error, refetch } = useSettings();
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (!settings) return <LoadingState lines={2} />;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('settings.intro')}
      </Text>
      <Address key={settings.hubUrl} current={settings.hubUrl} />
      <Token hub={settings.hubUrl} />
    </Stack>
  );
}

function Address({ current }: { current: string }) {
  const { t } = useTranslation('hub');
  const change = useSetSettings();
  const [address, setAddress] = useState(current);
  const url = hubUrlOf(address);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (url !== null && url !== current) change.mutate({ hubUrl: url });
  };
  return (
    <form onSubmit={save}>
      <Group align="end" gap="sm">
        <TextInput
          className={classes.grow ?? ''}
          label={t('settings.address')}
          description={t('settings.addressHint')}
          value={address}
          error={url === null && t('settings.addressInvalid')}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={url === null || url === current} loading={change.isPending}>
          {t('settings.save')}
        </Button>
      </Group>
      {change.error && <ErrorAlert error={change.error} onClose={change.reset} />}
    </form>
  );
}

function Token({ hub }: { hub: string }) {
  const { t } = useTranslation('hub');
  const studio = useStudio();
  const queryClient = useQueryClient();
  const about = useHubToken();
  const [token, setToken] = useState('');
  const change = useMutation({
    mutationFn: (given: string | null) => studio.hub.setToken({ token: given }),
    onSuccess: (now) => {
      queryClient.setQueryData(['settings', 'hubToken'], now);
      setToken('');
    },
  });
  const kept = about.data?.kept ?? null;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') change.mutate(token);
  };
  return (
    <form onSubmit={save}>
      <Stack gap="xs">
        <Group align="end" gap="sm">
          <TextInput
            className={classes.grow ?? ''}
            type="password"
            autoComplete="off"
            label={t('settings.token')}
            description={t('settings.tokenHint', { hub })}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={token.trim() === ''} loading={change.isPending}>
            {t('settings.setToken')}
          </Button>
        </Group>
        {about.data && (
          <Group gap="sm">
            <Text size="sm">{t(`settings.tokenKept.${kept ?? 'none'}`)}</Text>
            {(kept === 'keystore' || kept === 'memory') && (
              <Button size="compact-sm" variant="default" onClick={() => change.mutate(null)}>
                {t('settings.removeToken')}
              </Button>
            )}
          </Group>
        )}
        {about.error && <ErrorAlert error={about.error} onRetry={() => void about.refetch()} />}
        {change.error && <ErrorAlert error={change.error} onClose={change.reset} />}
      </Stack>
    </form>
  );
}
