import { Button, Group, Stack } from '@mantine/core';
import { IconClockPlus, IconCopy, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isGoing, isResumable, type Run } from '../../../../shared/domain/runs/run.ts';
import { leavesModel } from '../../../../shared/domain/runs/runSettings.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { ExtendDialog } from './ExtendDialog.tsx';
import { usePause, useResume, useStop } from './useRunControl.ts';

/** What can be done with a run now. */
export function RunActions({ run }: { run: Run }) {
  return isGoing(run.state) ? <GoingActions key="going" run={run} /> : <StandingActions key="standing" run={run} />;
}

function GoingActions({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const pause = usePause(run);
  const stop = useStop(run);
  const asked = pause.isPending || pause.isSuccess || stop.isPending || stop.isSuccess;
  const waiting = run.state === 'queued';
  const stopText = waiting ? 'page.stopQueued' : leavesModel(run) ? 'page.stop' : 'page.stopFitted';
  const error = pause.error ?? stop.error;
  return (
    <Stack gap="xs" align="end">
      <Group gap="xs">
        {!waiting && (
          <Button
            variant="default"
            leftSection={<IconPlayerPause size={18} aria-hidden />}
            disabled={asked || run.state === 'saving'}
            onClick={() => pause.mutate()}
          >
            {t(pause.isPending || pause.isSuccess ? 'control.pausing' : 'control.pause')}
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={18} aria-hidden />}
          disabled={asked || run.state === 'saving'}
          onClick={() => stop.mutate()}
        >
          {t(stop.isPending || stop.isSuccess ? 'page.stopping' : stopText)}
        </Button>
      </Group>
      {error && <ErrorAlert title={t('page.stopFailed')} error={error} />}
    </Stack>
  );
}

function StandingActions({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const [extending, setExtending] = useState(false);
  const resume = useResume(run);
  // What was stopped has a model, and says so; going on is an offer beside it.
  const offersResume = run.state === 'stopped' && isResumable(run);
  return (
    <Stack gap="xs" align="end">
      <Group gap="xs">
        {offersResume && (
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={18} aria-hidden />}
            loading={resume.isPending}
            onClick={() => resume.mutate({})}
          >
            {t('control.resume')}
          </Button>
        )}
        {run.checkpoints.length > 0 && (
          <Button
            variant="default"
            leftSection={<IconClockPlus size={18} aria-hidden />}
            onClick={() => setExtending(true)}
          >
            {t('control.extend')}
          </Button>
        )}
        <Button
          component={Link}
          to={`/train/new?from=${run.id}`}
          variant="default"
          leftSection={<IconCopy size={18} aria-hidden />}
        >
          {t('control.duplicate')}
        </Button>
      </Group>
      {resume.isError && <ErrorAlert title={t('control.resumeFailed')} error={resume.error} />}
      {extending && <ExtendDialog run={run} onClose={() => setExtending(false)} />}
    </Stack>
  );
}
