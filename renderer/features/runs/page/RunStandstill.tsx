import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isResumable, type Run } from '../../../../shared/domain/runs/run.ts';
import { AppError, isErrorCode } from '../../../../shared/errors/errors.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { OlderCheckpoints } from './OlderCheckpoints.tsx';
import { useAgain, useResume } from './useRunControl.ts';

/** What keeps a run from going on for good, unless its folder is put back. */
const WITHOUT_CHECKPOINT = ['checkpoints_unusable', 'run_folder_missing', 'run_data_damaged'];
const cannotResume = ({ error }: Run) => error !== null && WITHOUT_CHECKPOINT.includes(error.code);

/** A run that was set aside, was interrupted or failed: why, what is lost, and how it goes on. */
export function RunStandstill({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const errorText = useErrorText();
  const whatIsLost = useWhatIsLost(run);
  const { error, state } = run;
  const known = error && isErrorCode(error.code) ? new AppError(error.code, error.details) : null;
  const failed = state === 'failed';
  return (
    <Alert
      color={failed ? 'red' : 'yellow'}
      title={t(failed ? 'page.failedTitle' : state === 'paused' ? 'control.pausedTitle' : 'control.interruptedTitle')}
      role={error ? 'alert' : 'status'}
    >
      <Stack gap="md" align="start">
        {error && <Text>{known ? errorText(known) : error.message}</Text>}
        {isResumable(run) && !cannotResume(run) && <Text>{whatIsLost}</Text>}
        <Ways run={run} />
      </Stack>
    </Alert>
  );
}

/** From where it goes on, and what of the training is done again. */
function useWhatIsLost({ checkpoints, step, elapsedMs }: Run): string {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const last = checkpoints.at(-1);
  if (!last) return t('control.beginsAgain');
  const lost = step - last.step;
  if (lost <= 0) return t('control.nothingLost', { step: format.integer(last.step) });
  const time = format.duration(Math.max(0, elapsedMs - last.elapsedMs));
  const numbers = { step: format.integer(last.step), formatted: format.integer(lost), time };
  return t('control.stepsLost', { count: lost, ...numbers });
}

function Ways({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const resume = useResume(run);
  const again = useAgain(run);
  const diverged = run.error?.code === 'loss_not_finite';
  const gentler = run.settings.learning_rate / 2;
  const rate = diverged ? { learning_rate: gentler } : {};
  const lost = cannotResume(run);
  return (
    <>
      <Group gap="xs">
        {lost && (
          <Button loading={again.isPending} onClick={() => again.mutate()}>
            {t('control.again')}
          </Button>
        )}
        {isResumable(run) && (
          <Button
            {...(lost && { variant: 'default' })}
            leftSection={<IconPlayerPlay size={18} aria-hidden />}
            loading={resume.isPending}
            onClick={() => resume.mutate(rate)}
          >
            {diverged
              ? t('control.resumeGentler', { rate: format.number(gentler, 8) })
              : t(run.checkpoints.length > 0 ? 'control.resume' : 'control.startAgain')}
          </Button>
        )}
        <Button component={Link} to={`/train/new?from=${run.id}`} variant="default">
          {t('page.tryAgain')}
        </Button>
      </Group>
      {isResumable(run) && !lost && (
        <OlderCheckpoints
          run={run}
          busy={resume.isPending}
          onChoose={(fromStep) => resume.mutate({ ...rate, fromStep })}
        />
      )}
      {again.isError && <ErrorAlert title={t('control.againFailed')} error={again.error} />}
      {resume.isError && <ErrorAlert title={t('control.resumeFailed')} error={resume.error} />}
    </>
  );
}
