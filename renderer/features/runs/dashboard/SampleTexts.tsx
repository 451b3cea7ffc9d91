import { Button, Group, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Sample } from '../../../../shared/domain/runs/run.ts';
import { useStudioQuery } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import classes from '../runs.module.css';

interface Props {
  runId: string;
  /** What is shown are texts of the model's own, which go on from the prompt; else answers to it. */
  writes: boolean;
  /** A head is fitted: answers come once, in the end. */
  isFitted: boolean;
  /** Nothing more will be written. */
  isOver: boolean;
  /** `null` while nothing was written. */
  step: number | null;
  /** The last texts of the run: they grow while they are written. */
  newest: readonly Sample[];
  /** `null` when the newest ones are shown already. */
  onShowNewest: (() => void) | null;
}

const OF_TEXTS = { hint: 'samples.hint', none: 'samples.none', never: 'samples.never' } as const;
const OF_ANSWERS = {
  hint: 'samples.hintAnswers',
  none: 'samples.noneAnswers',
  never: 'samples.neverAnswers',
} as const;

/** What the model wrote to the fixed prompts at one step. */
export function SampleTexts({ runId, writes, isFitted, isOver, step, newest, onShowNewest }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const isNewest = newest[0]?.step === step;
  const older = useStudioQuery(
    ['runs', runId, 'samples', step ?? 0],
    (studio, signal) => studio.runs.samplesAt({ id: runId, step: step ?? 0 }, { signal }),
    { enabled: step !== null && !isNewest, keepPrevious: true },
  );
  const words = writes ? OF_TEXTS : OF_ANSWERS;
  const samples = isNewest ? newest : older.data;
  const isStale = !isNewest && older.isPlaceholderData;

  return (
    <section aria-labelledby="run-samples">
      <Group justify="space-between" gap="xs" mih={30}>
        <Group gap="xs" align="baseline">
          <Title order={2} size="h5" id="run-samples">
            {t(writes ? 'samples.title' : 'samples.answers')}
          </Title>
          {step !== null && (
            <Title order={3} size="h5" fw={400} aria-live="polite">
              {step === 0
                ? t('samples.beforeTraining')
                : t('samples.atStep', { count: step, step: format.integer(step) })}
            </Title>
          )}
        </Group>
        {onShowNewest && (
          <Button size="compact-sm" variant="default" onClick={onShowNewest}>
            {t('samples.newest')}
          </Button>
        )}
      </Group>
      {/* Of one height, whatever is in it: nothing below moves while one goes from text to text. */}
      <ScrollArea
        h="9.5rem"
        type="auto"
        className={classes.samples}
        data-stale={isStale || undefined}
        viewportProps={{ tabIndex: 0, role: 'group', 'aria-labelledby': 'run-samples' }}
      >
        <Stack gap="xs">
          {step === null && (
            <Text c="dimmed">{t(isOver ? words.never : isFitted ? 'samples.noneFitted' : words.none)}</Text>
          )}
          {older.isError && !isNewest && <ErrorAlert error={older.error} />}
          {step !== null &&
            samples?.map((sample) => (
              <p key={sample.prompt} className={classes.example}>
                <span className={classes.prompt} title={t('samples.promptLabel')}>
                  {sample.prompt}
                </span>
                {!writes && ' → '}
                <span title={t(writes ? 'samples.textLabel' : 'samples.answerLabel')}>{sample.text}</span>
              </p>
            ))}
        </Stack>
      </ScrollArea>
      <Text c="dimmed" size="xs">
        {t(isFitted ? 'samples.hintFitted' : words.hint)}
      </Text>
    </section>
  );
}
