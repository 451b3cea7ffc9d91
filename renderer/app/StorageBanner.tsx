import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { StoredKind } from '../../shared/domain/storage.ts';
import { useStorageProblems } from '../api/index.ts';
import { useFormat } from '../ui/format.ts';

/** The pages that list a kind of thing: there it is missed. */
const LISTED: Record<string, readonly StoredKind[]> = {
  '/datasets': ['dataset'],
  '/runs': ['run'],
  '/models': ['model'],
  '/playground': ['model', 'history'],
};

/** Above a list: that something of its kind cannot be read or is damaged. */
export function StorageBanner() {
  const { t } = useTranslation('trash');
  const format = useFormat();
  const { pathname } = useLocation();
  const kinds = LISTED[pathname] ?? [];
  const count = (useStorageProblems().data ?? []).filter(({ kind }) => kinds.includes(kind)).length;
  if (count === 0) return null;
  return (
    <Alert color="orange" variant="light" mb="md" icon={<IconAlertTriangle aria-hidden />} role="status">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('problems.banner', { count, formatted: format.integer(count) })}</Text>
        <Button component={Link} to="/trash" size="compact-sm" variant="default">
          {t('problems.bannerShow')}
        </Button>
      </Group>
    </Alert>
  );
}
