import { Alert, Anchor, Button, Group, Loader, Progress, Stack, Text } from '@mantine/core';
import { IconDownload, IconPlayerStop, IconSparkles } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { isGoing, type Preparation, type Run, type RunError, type StepMetric } from '../../../shared/domain/run.ts';
import { AppError, isErrorCode } from '../../../shared/ipc/errors.ts';
import { useModels, useStudio } from '../../api/index.ts';
import { useErrorText } from '../../i18n/errorText.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RunDashboard } from './dashboard/RunDashboard.tsx';
import { budgetShare } from './estimate.ts';
import { RunStateBadge } from './RunStateBadge.tsx';
import { RunSummary } from './RunSummary.tsx';
import { RunTiles } from './RunTiles.tsx';
import { isOver } from './runReducer.ts';
import classes from './runs.module.css';
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
        actions={isGoing(run.state) && <StopButton run={run} />}
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

function StopButton({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const studio = useStudio();
  const stop = useMutation({ mutationFn: () => studio.runs.stop({ id: run.id }) });
  const waiting = run.state === 'queued';
  return (
    <Stack gap="xs" align="end">
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={18} aria-hidden />}
        disabled={stop.isPending || stop.isSuccess || run.state === 'saving'}
        onClick={() => stop.mutate()}
      >
        {t(stop.isPending || stop.isSuccess ? 'page.stopping' : waiting ? 'page.stopQueued' : 'page.stop')}
      </Button>
      {stop.isError && <ErrorAlert title={t('page.stopFailed')} error={stop.error} />}
    </Stack>
  );
}

interface StatusProps {
  run: Run;
  preparation: Preparation | null;
  last: StepMetric | null;
}

/** Where the run is and what can be done now. */
function RunStatus({ run, preparation, last }: StatusProps) {
  const { t } = useTranslation('runs');
  switch (run.state) {
    case 'queued':
      return (
        <Alert color="gray" title={t('page.queuedTitle')}>
          {t('page.queuedText')}
        </Alert>
      );
    case 'preparing':
      return <PreparationProgress preparation={preparation} />;
    case 'training':
      return (
        <Stack gap={4}>
          <Progress.Root size="lg">
            <Progress.Section value={budgetShare(run.budget, last) * 100} aria-label={t('page.progress')} />
          </Progress.Root>
          <Text size="sm" c="dimmed">
            {t('page.leaveHint')}
          </Text>
        </Stack>
      );
    case 'saving':
      return (
        <Group gap="xs" role="status">
          <Loader size="xs" />
          <Text>{t('page.savingText')}</Text>
        </Group>
      );
    case 'paused':
    case 'interrupted':
    case 'done':
    case 'stopped':
      return <RunResult run={run} last={last} />;
    case 'failed':
      return <RunFailure error={run.error} datasetId={run.datasetId} />;
    default:
      throw run.state satisfies never;
  }
}

function PreparationProgress({ preparation }: { preparation: Preparation | null }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const share = preparation?.total ? Math.min(1, preparation.done / preparation.total) : null;
  const phase = preparation ? t(`page.phase.${preparation.phase}`) : t('page.preparing');
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text role="status">{phase}</Text>
        {share !== null && <Text c="dimmed">{format.percent(share)}</Text>}
      </Group>
      <Progress.Root size="lg">
        <Progress.Section
          value={share === null ? 100 : share * 100}
          striped={share === null}
          animated={share === null}
          aria-label={phase}
        />
      </Progress.Root>
      <Text size="sm" c="dimmed">
        {t('page.leaveHint')}
      </Text>
    </Stack>
  );
}

function RunResult({ run, last }: { run: Run; last: StepMetric | null }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const models = useModels().data;
  if (run.modelId === null) {
    return (
      <Alert color="gray" title={t('page.stoppedNothingTitle')}>
        {t('page.stoppedNothingText')}
      </Alert>
    );
  }
  const removed = models !== undefined && !models.some((model) => model.id === run.modelId);
  const time = format.duration(last?.elapsedMs ?? 0);
  return (
    <Alert
      color={removed ? 'gray' : 'green'}
      title={t(run.state === 'done' ? 'page.doneTitle' : 'page.stoppedTitle')}
      {...(!removed && { classNames: { title: classes.good } })}
    >
      <Stack gap="md">
        <Text>
          {removed ? t('page.modelGone') : t('page.doneText', { steps: format.integer(last?.step ?? run.step), time })}
        </Text>
        {!removed && (
          <Group>
            <Button
              component={Link}
              to={`/playground?model=${run.modelId}`}
              size="lg"
              leftSection={<IconSparkles aria-hidden />}
            >
              {t('page.tryIt')}
            </Button>
            <Button
              component={Link}
              to={`/models/${run.modelId}`}
              size="lg"
              variant="default"
              leftSection={<IconDownload aria-hidden />}
            >
              {t('page.export')}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** What went wrong, in the user's language; the host keeps it as code and details. */
function RunFailure({ error, datasetId }: { error: RunError | null; datasetId: string }) {
  const { t } = useTranslation('runs');
  const errorText = useErrorText();
  const failure = error && isErrorCode(error.code) ? new AppError(error.code, error.details) : null;
  return (
    <Alert color="red" title={t('page.failedTitle')} role="alert">
      <Stack gap="md" align="start">
        <Text>{failure ? errorText(failure) : error?.message}</Text>
        <Button component={Link} to={`/train/new?dataset=${datasetId}`} variant="default">
          {t('page.tryAgain')}
        </Button>
      </Stack>
    </Alert>
  );
}
