import { Anchor, Grid, Paper, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Run } from '../../../shared/domain/run.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { CurveInsights } from './CurveInsights.tsx';
import { LearningRateChart } from './LearningRateChart.tsx';
import { LossChart } from './LossChart.tsx';
import { RunActions } from './RunActions.tsx';
import { RunSamples } from './RunSamples.tsx';
import { RunStateBadge } from './RunStateBadge.tsx';
import { RunStatus } from './RunStatus.tsx';
import { RunSummary } from './RunSummary.tsx';
import { RunTiles } from './RunTiles.tsx';
import { isOver, type RunView } from './runReducer.ts';
import { useRunView } from './useRunView.ts';

export default function RunPage() {
  const { id = '' } = useParams();
  return <RunDetails key={id} id={id} />;
}

/** A run as it goes on, or as it went. */
function RunDetails({ id }: { id: string }) {
  const { t } = useTranslation('runs');
  const { view, followed } = useRunView(id);
  const { run } = view;
  if (followed.error && !isOver(view)) return <ErrorAlert error={followed.error} />;
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
      <RunStatus run={run} preparation={view.preparation} last={view.steps.at(-1)} />
      <RunProgress run={run} view={view} />
      <RunSummary run={run} />
    </Stack>
  );
}

/**
 * What came of the training so far. Where there is room the figures stand beside the curve, so that both are in view on a small
 * screen without scrolling. A run that ended before its first step has no curve to show.
 */
function RunProgress({ run, view }: { run: Run; view: RunView }) {
  const { t } = useTranslation('runs');
  if (view.steps.length === 0 && isOver(view)) return <RunTiles run={run} view={view} />;
  return (
    <>
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, lg: 4 }} order={{ lg: 2 }}>
          <RunTiles run={run} view={view} beside />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 8 }} order={{ lg: 1 }}>
          <Paper component="section" withBorder p="md" h="100%" aria-labelledby="loss-chart">
            <LossChart titleId="loss-chart" steps={view.steps} evaluations={view.evaluations} />
            <CurveInsights run={run} losses={view.steps} evaluations={view.evaluations} />
          </Paper>
        </Grid.Col>
      </Grid>
      <RunSamples samples={view.samples} />
      <Paper component="section" withBorder p="md" aria-labelledby="rate-chart">
        <Title order={2} size="h3" id="rate-chart" mb="xs">
          {t('chart.learningRate')}
        </Title>
        <LearningRateChart steps={view.steps} />
      </Paper>
    </>
  );
}
