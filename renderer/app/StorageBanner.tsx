import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { StoredKind } from '../../shared/domain/storage.ts';
import { useRecovery, useStorageProblems, useStudio } from '../api/index.ts';
import { useFormat } from '../ui/format.ts';

/** The pages that list a kind of thing: there it is missed. */
const LISTED: Record<string, readonly StoredKind[]> = {
  '/datasets': ['dataset'],
  '/runs': ['run'],
  '/models': ['model'],
  '/playground': ['model', 'history'],
};

/** Above pages: what the studio could not read, or had to recover. */
export function StorageBanner() {
  return (
    <>
      <RecoveryNotice />
      <ProblemNotice />
    </>
  );
}

/** On every page, until it is dismissed: that the index was damaged, and what was done. */
function RecoveryNotice() {
  const { t } = useTranslation(['trash', 'common']);
  const format = useFormat();
  const studio = useStudio();
  const { data: recovery } = useRecovery();
  if (!recovery) return null;
  const { setAside, backupAt, datasets, runs, models, left } = recovery;
  return (
    <Alert
      color="blue"
      variant="light"
      mb="md"
      icon={<IconInfoCircle aria-hidden />}
      title={t(setAside === null ? 'recovery.gone' : 'recovery.damaged')}
      role="status"
    >
      <Text size="sm">
        {t('recovery.taken', {
          datasets: format.integer(datasets),
          runs: format.integer(runs),
          models: format.integer(models),
        })}
        {backupAt !== null && `${format.gap}${t('recovery.backup', { time: format.dateTime(backupAt) })}`}
        {left > 0 && `${format.gap}${t('recovery.left', { count: left, formatted: format.integer(left) })}`}
      </Text>
      {setAside !== null && (
        <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
          {t('recovery.kept', { file: setAside })}
        </Text>
      )}
      <Button size="compact-sm" variant="default" mt="xs" onClick={() => void studio.storage.dismissRecovery({})}>
        {t('common:dismiss')}
      </Button>
    </Alert>
  );
}

/** Above a list: that something of its kind cannot be read or is damaged. */
function ProblemNotice() {
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
