import { Button, Stack } from '@mantine/core';
import { IconFlame, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRuns } from '../../../api/index.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { RunList } from './RunList.tsx';

export default function RunsPage() {
  const { t } = useTranslation('runs');
  const runs = useRuns();
  const newRun = (
    <Button component={Link} to="/train/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('list.newRun')}
    </Button>
  );
  return (
    <Stack gap="lg">
      <PageHeader title={t('list.title')} subtitle={t('list.subtitle')} actions={newRun} />
      {runs.isPending && <LoadingState />}
      {runs.isError && <ErrorAlert error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.data?.length === 0 && (
        <EmptyState icon={<IconFlame size={28} />} title={t('list.emptyTitle')} text={t('list.emptyText')}>
          {newRun}
        </EmptyState>
      )}
      {runs.data !== undefined && runs.data.length > 0 && <RunList runs={runs.data} />}
    </Stack>
  );
}
