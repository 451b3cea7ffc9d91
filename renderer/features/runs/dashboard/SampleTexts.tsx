import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Sample } from '../../../../shared/domain/run.ts';
import { useStudioQuery } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import classes from '../runs.module.css';

interface Props {
  runId: string;
  /** `null` while nothing was written. */
  step: number | null;
  /** The last texts of the run: they grow while they are written. */
  newest: readonly Sample[];
  /** `null` when the newest ones are shown already. */
  onShowNewest: (() => void) | null;
}

/** What the model wrote to the fixed prompts at one step. */
export function SampleTexts({ runId, step, newest, onShowNewest }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const isNewest = newest[0]?.step === step;
  const older = useStudioQuery(
    ['runs', runId, 'samples', step ?? 0],
    (studio, signal) => studio.runs.samplesAt({ id: runId, step: step ?? 0 }, { signal }),
    { enabled: step !== null && !isNewest },
  );
  const samples = isNewest ? newest : older.data;

  return (
    <Paper component="section" withBorder p="md" aria-labelledby="run-samples">
      <Group justify="space-between" align="start">
        <div>
          <Title order={2} size="h3" id="run-samples">
            {t('samples.title')}
          </Title>
          <Text c="dimmed" size="sm">
            {t(step === null ? 'samples.none' : 'samples.hint')}
          </Text>
        </div>
        {onShowNewest && (
          <Button size="xs" variant="default" onClick={onShowNewest}>
            {t('samples.newest')}
          </Button>
        )}
      </Group>
      {step !== null && (
        <Stack gap="sm" mt="sm">
          <Title order={3} size="h5" aria-live="polite">
            {step === 0 ? t('samples.beforeTraining') : t('samples.atStep', { step: format.integer(step) })}
          </Title>
          {older.isError && !isNewest && <ErrorAlert error={older.error} />}
          {samples?.map((sample) => (
            <p key={sample.prompt} className={classes.example}>
              <span className={classes.prompt} title={t('samples.promptLabel')}>
                {sample.prompt}
              </span>
              <span title={t('samples.textLabel')}>{sample.text}</span>
            </p>
          ))}
        </Stack>
      )}
    </Paper>
  );
}
