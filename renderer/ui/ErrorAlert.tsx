import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../shared/errors/errors.ts';
import { useErrorText } from '../i18n/errorText.ts';

/** What went wrong, in the user's language, and a way to try again. Shows nothing for `cancelled`: the user did that. */
export function ErrorAlert({
  error,
  title,
  note,
  onRetry,
  action,
  onClose,
}: {
  error: unknown;
  title?: string;
  /** What else there is to say, below what went wrong. */
  note?: string;
  onRetry?: (() => void) | undefined;
  /** Another way out, beside the one to try again. */
  action?: ReactNode;
  onClose?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const text = useErrorText(error);
  const { code } = toAppError(error);
  if (code === 'cancelled') return null;
  return (
    <Alert
      color="red"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={title ?? t('errorTitle')}
      withCloseButton={onClose !== undefined}
      closeButtonLabel={t('dismiss')}
      {...(onClose && { onClose })}
    >
      <Stack gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {text}
        </Text>
        {note && <Text size="sm">{note}</Text>}
        <Group justify="space-between">
          <Text size="xs" c="dimmed" ff="monospace">
            {t('errorCode', { code })}
          </Text>
          <Group gap="xs">
            {action}
            {onRetry && (
              <Button size="compact-sm" variant="default" onClick={onRetry}>
                {t('retry')}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </Alert>
  );
}
