import { Alert, Stack, Switch } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHostInfo, useSetSettings, useSettings } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';

/** Permission of the browser; the desktop shell needs none. */
type Permission = NotificationPermission | 'missing';

const currentPermission = (): Permission => ('Notification' in window ? Notification.permission : 'missing');

/** Whether the system tells when a run has ended. A browser is asked for its permission only when the switch is turned on. */
export function Notifications() {
  const { t } = useTranslation('settings');
  const { data: settings, error, refetch } = useSettings();
  const host = useHostInfo();
  const change = useSetSettings();
  const [permission, setPermission] = useState(currentPermission);
  const [refused, setRefused] = useState(false);
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (host.error) return <ErrorAlert error={host.error} onRetry={() => void host.refetch()} />;
  if (!settings || !host.data) return <LoadingState lines={1} />;
  const needsPermission = host.data.shell !== 'electron';
  const on = settings.notifications && (!needsPermission || permission === 'granted');

  const turn = async (wanted: boolean) => {
    setRefused(false);
    if (wanted && needsPermission) {
      const answer = permission === 'missing' ? permission : await Notification.requestPermission();
      setPermission(answer);
      if (answer !== 'granted') return setRefused(true);
    }
    change.mutate({ notifications: wanted });
  };
  return (
    <Stack>
      <Switch
        label={t('notifications.label')}
        description={t(needsPermission ? 'notifications.browserHint' : 'notifications.hint')}
        checked={on}
        onChange={(event) => void turn(event.currentTarget.checked)}
      />
      {refused && (
        <Alert color="red" role="alert" icon={<IconBellOff aria-hidden />} title={t('notifications.refusedTitle')}>
          {t(
            permission === 'missing'
              ? 'notifications.missing'
              : `notifications.${permission === 'denied' ? 'denied' : 'dismissed'}`,
          )}
        </Alert>
      )}
      {change.error && <ErrorAlert error={change.error} onClose={change.reset} />}
    </Stack>
  );
}
