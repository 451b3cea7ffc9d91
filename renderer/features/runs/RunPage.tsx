import { Anchor, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RunDashboard } from './dashboard/RunDashboard.tsx';
import { RunActions } from './RunActions.tsx';
import { RunStateBadge } from './RunStateBadge.tsx';
import { RunStatus } from './RunStatus.tsx';
import { RunSummary } from './RunSummary.tsx';
import { RunTiles } from './RunTiles.tsx';
import { isOver } from './runReducer.ts';
import { useRunView } from './useRunView.ts';

export default function RunPage() {
  const { id = '' } = useParams();
  return <RunDetails key={id} id={id} />;
}

/** A run as it goes on, or as it went. */
function RunDetails({ id }: { id: string }) {
  const { t } = useTranslation('runs');
  const { view, followed, episode } = useRunView(id);
  const { run } = view;
  if (followed.error && !isOver(view)) {
    return (
      <LoadFailed
        error={followed.error}
        missing={{ title: t('missing.title'), text: t('missing.text') }}
        back={{ address: '/runs', label: t('page.back') }}
      />
    );
  }
  if (!run) return <LoadingState />;

  return (
    <Stack gap="lg">
      <PageHeader
        title={run.name}
        back={
          <Anchor component={Link} to="/runs" size="sm">
            {t('page.back')}
          </Anchor>
        }
        subtitle={<RunStateBadge state={run.state} />}
        actions={<RunActions run={run} />}
      />
      <RunStatus run={run} preparation={view.preparation} last={view.last} />
      {view.last === null && isOver(view) ? (
        // It ended before its first step and has no curve to show.
        <RunTiles run={run} chart={null} />
      ) : (
        <RunDashboard run={run} episode={episode} />
      )}
      <RunSummary run={run} />
    </Stack>
  );
}
