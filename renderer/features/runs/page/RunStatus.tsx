import { Alert, Button, Group, Loader, Progress, Stack, Text } from '@mantine/core';
import { IconDownload, IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Preparation, Run, StepMetric } from '../../../../shared/domain/runs/run.ts';
import { chosenBy, isFitted } from '../../../../shared/domain/runs/runSettings.ts';
import { useModels } from '../../../api/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { useMeasureText } from '../../../ui/useMeasureText.ts';
import { budgetShare } from '../form/estimate.ts';
import type { Way } from '../insights/agreement.ts';
import { RunVerdict } from '../insights/RunVerdict.tsx';
import { RunStandstill } from './RunStandstill.tsx';

interface StatusProps {
  run: Run;
  preparation: Preparation | null;
  last: StepMetric | null;
  /** What the findings on its curve come to. */
  ways: readonly Way[];
}

/** Where the run is and what can be done now. */
export function RunStatus({ run, preparation, last, ways }: StatusProps) {
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
      // Passes come in one go at the end: no share of a budget says how far it is.
      if (preparation || isFitted(run)) return <PreparationProgress preparation={preparation ?? (last && FITTING)} />;
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
    case 'failed':
      return <RunStandstill run={run} />;
    case 'done':
    case 'stopped':
      return <RunResult run={run} last={last} ways={ways} />;
    default:
      throw run.state satisfies never;
  }
}

/** Its passes are told of, and what they come to is measured. */
const FITTING: Preparation = { phase: 'head', done: 0, total: null };

function PreparationProgress({ preparation }: { preparation: Preparation | null }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const share = preparation?.total ? Math.min(1, preparation.done / preparation.total) : null;
  const phase = preparation ? t(`page.phase.${preparation.phase}`) : t('page.preparing');
  const remainingMs = preparation?.remainingMs;
  const left = remainingMs === undefined ? [] : [t('pill.left', { time: format.duration(remainingMs) })];
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text role="status">{phase}</Text>
        {share !== null && <Text c="dimmed">{[format.percent(share), ...left].join(' · ')}</Text>}
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

function RunResult({ run, last, ways }: Pick<StatusProps, 'run' | 'last' | 'ways'>) {
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
  const time = format.duration(last?.elapsedMs ?? run.elapsedMs);
  const steps = format.integer(last?.step ?? run.step);
  if (removed) {
    return (
      <Alert color="gray" title={t(run.state === 'done' ? 'page.doneTitle' : 'page.stoppedTitle')}>
        {t('page.modelGone')}
      </Alert>
    );
  }
  const ended = isFitted(run) ? 'page.fittedText' : 'page.doneText';
  return (
    <RunVerdict
      run={run}
      ways={ways}
      ending={
        <>
          {t(run.state === 'done' ? ended : 'page.stoppedText', {
            count: last?.step ?? run.step,
            steps,
            time,
          })}
          <EndingNotes run={run} />
        </>
      }
      actions={
        <>
          <Button
            component={Link}
            to={`/playground?model=${run.modelId}`}
            leftSection={<IconSparkles size={18} aria-hidden />}
          >
            {t('page.tryIt')}
          </Button>
          <Button
            component={Link}
            to={`/models/${run.modelId}`}
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {t('page.export')}
          </Button>
        </>
      }
    />
  );
}

/** How it came to its end, where that is not simply the budget. */
function EndingNotes({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const measured = useMeasureText();
  const by = chosenBy(run);
  const { best, step, endReason, settings, validationLoss } = run;
  return (
    <>
      {endReason === 'early_stopping' &&
        `${format.gap}${t('control.stoppedEarly', { count: settings.early_stopping_patience, formatted: format.integer(settings.early_stopping_patience) })}`}
      {settings.load_best_model_at_end &&
        best !== null &&
        best.step < step &&
        `${format.gap}${
          by === null || best.measured === undefined
            ? t('control.bestKept', {
                step: format.integer(best.step),
                loss: format.loss(validationLoss ?? best.validationLoss),
              })
            : t('control.bestKeptBy', {
                step: format.integer(best.step),
                metric: measured.name(by),
                value: measured.figure(by, best.measured),
              })
        }`}
    </>
  );
}
