import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sample } from '../../../shared/domain/run.ts';
import { useFormat } from '../../ui/format.ts';
import { groupSamples } from './runReducer.ts';
import classes from './runs.module.css';

const SHOWN_AT_FIRST = 3;

/** What the model wrote to the same prompts while it learned, the newest first. */
export function RunSamples({ samples }: { samples: readonly Sample[] }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const groups = useMemo(() => groupSamples(samples), [samples]);
  const [all, setAll] = useState(false);
  const shown = all ? groups : groups.slice(0, SHOWN_AT_FIRST);

  return (
    <Stack component="section" gap="sm" aria-labelledby="run-samples">
      <div>
        <Title order={2} size="h3" id="run-samples">
          {t('samples.title')}
        </Title>
        <Text c="dimmed" size="sm">
          {groups.length === 0 ? t('samples.none') : t('samples.hint')}
        </Text>
      </div>
      {shown.map((group) => (
        <Paper key={group.step} withBorder p="md">
          <Title order={3} size="h5" mb="xs">
            {group.step === 0 ? t('samples.beforeTraining') : t('samples.atStep', { step: format.integer(group.step) })}
          </Title>
          <Stack gap="sm">
            {group.samples.map((sample) => (
              <p key={sample.prompt} className={classes.example}>
                <span className={classes.prompt} title={t('samples.promptLabel')}>
                  {sample.prompt}
                </span>
                <span title={t('samples.textLabel')}>{sample.text}</span>
              </p>
            ))}
          </Stack>
        </Paper>
      ))}
      {groups.length > shown.length && (
        <Button variant="subtle" onClick={() => setAll(true)} style={{ alignSelf: 'start' }}>
          {t('samples.older')}
        </Button>
      )}
    </Stack>
  );
}
