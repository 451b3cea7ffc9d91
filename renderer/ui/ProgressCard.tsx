import { Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Long work: what is going on, how far it is and a way to end it. */
export function ProgressCard({
  title,
  detail,
  share,
  cancelLabel,
  onCancel,
}: {
  title: string;
  detail?: ReactNode;
  /** 0…1, or `null` while that cannot be told. */
  share: number | null;
  cancelLabel?: string;
  onCancel?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  return (
    <Card withBorder padding="sm">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Text fw={600} size="sm" truncate title={title}>
            {title}
          </Text>
          {onCancel && (
            <Button size="compact-sm" variant="default" onClick={onCancel} style={{ flexShrink: 0 }}>
              {cancelLabel ?? t('cancel')}
            </Button>
          )}
        </Group>
        <Progress.Root size="sm">
          <Progress.Section
            value={share === null ? 100 : Math.min(100, share * 100)}
            animated={share === null}
            aria-label={title}
            {...(share === null && { 'aria-valuenow': undefined })}
          />
        </Progress.Root>
        {detail !== undefined && (
          <Text size="xs" c="dimmed" className="tabular">
            {detail}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
