import { Badge, Group, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { BackLink } from '../../../ui/BackLink.tsx';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { lookAt } from '../../../ui/related.ts';
import { RunDashboard } from '../dashboard/RunDashboard.tsx';
import { RunTiles } from '../dashboard/RunTiles.tsx';
import { DataCurvePanel } from '../dataCurve/DataCurvePanel.tsx';
import type { Way } from '../insights/agreement.ts';
import { RunStateBadge } from '../RunStateBadge.tsx';
import { RunActions } from './RunActions.tsx';
import { RunPageMenu } from './RunPageMenu.tsx';
import { RunStatus } from './RunStatus.tsx';
import { RunSummary } from './RunSummary.tsx';
import { isOver } from './runReducer.ts';
import { useRunView } from './useRunView.ts';

export default function RunPage() {
  const { id = '' } = useParams();
  return <RunDetails key={id} id={id} />;
}

/** A run as it goes on, or as it went. */
function RunDetails({ id }: { id: string }) {
  const { t } = useTranslation('runs');
  const navigate = useNavigate();
  const { view, followed, episode } = useRunView(id);
  const [ways, setWays] = useState<readonly Way[]>([]);
  const { run } = view;
  const modelId = run?.modelId ?? null;
  const datasetId = run?.datasetId ?? null;
  useEffect(() => lookAt(modelId, datasetId), [modelId, datasetId]);
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
        back={<BackLink to="/runs">{t('page.back')}</BackLink>}
        subtitle={<RunSubtitle run={run} />}
        actions={
          <Group gap="xs" align="start" wrap="nowrap">
            <RunActions run={run} />
            <RunPageMenu run={run} onRemoved={() => void navigate('/runs')} />
          </Group>
        }
      />
      <RunStatus run={run} preparation={view.preparation} last={view.last} ways={ways} />
      {view.last === null && isOver(view) ? (
        // It ended before its first step and has no curve to show.
        <RunTiles run={run} chart={null} />
      ) : (
        <RunDashboard
          run={run}
          episode={episode}
          remainingMs={view.preparation?.remainingMs ?? null}
          elapsedMs={view.preparation?.elapsedMs ?? null}
          onWays={setWays}
        />
      )}
      {run.modelId !== null && isOver(view) && <DataCurvePanel run={run} />}
      <RunSummary run={run} />
    </Stack>
  );
}

/** Its state, and the tags that it has. */
function RunSubtitle({ run }: { run: Run }) {
  return (
    <Group gap={6} component="span">
      <RunStateBadge state={run.state} />
      {run.tags.map((tag) => (
        <Badge key={tag} variant="default" tt="none">
          {tag}
        </Badge>
      ))}
    </Group>
  );
}
