import { Alert, Button, CopyButton, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../../../features/playground/playground.module.css';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { type Generation, shownText } from './generationReducer.ts';

interface Props {
  generation: Generation;
  /** What the model that it was trained on top of writes for the same prompt; `null` where it does not. */
  beside: { name: string; generation: Generation; isWaiting: boolean } | null;
  /** What the data set says for this row; `null` when the prompt is not a row's. */
  expected: string | null;
}

/** The text as it is written, and beside it what the data set has. */
export function OutputPane({ generation, beside, expected }: Props) {
  const { t } = useTranslation(['playground', 'bases']);
  return (
    <section aria-label={t('output.title')} className={classes.outputs}>
      <Written title={beside ? t('bases:beside.tuned') : t('output.title')} generation={generation} />
      {beside && (
        <Written
          title={t('bases:beside.base', { name: beside.name })}
          generation={beside.generation}
          idle={t(beside.isWaiting ? 'bases:beside.waiting' : 'bases:beside.idle')}
        />
      )}
      {expected !== null && (
        <Paper withBorder p="md" className={classes.output}>
          <Title order={2} size="h4" mb="xs">
            {t('output.expected')}
          </Title>
          {expected === '' ? (
            <Text c="dimmed">{t('output.expectedEmpty')}</Text>
          ) : (
            <div className={classes.text}>{expected}</div>
          )}
        </Paper>
      )}
    </section>
  );
}

/** A text with its title. `idle` is said while there is none; of another model than the chosen one. */
function Written({ title, generation, idle }: { title: string; generation: Generation; idle?: string }) {
  const { t } = useTranslation(['playground', 'bases']);
  const common = useTranslation('common').t;
  const shown = shownText(generation);
  return (
    <Paper withBorder p="md" className={classes.output}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {shown !== '' && (
            <CopyButton value={shown}>
              {({ copied, copy }) => (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={idle === undefined ? t('output.copy') : t('bases:beside.copy')}
                  leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
                  onClick={copy}
                >
                  {common(copied ? 'copied' : 'copy')}
                </Button>
              )}
            </CopyButton>
          )}
        </Group>
        <GeneratedText
          generation={generation}
          label={idle === undefined ? t('output.label') : title}
          idle={idle ?? t('output.idle')}
        />
        <Kept generation={generation} />
        {generation.error && <ErrorAlert title={t('output.failed')} error={generation.error} />}
        <Facts generation={generation} />
      </Stack>
    </Paper>
  );
}

function GeneratedText({ generation, label, idle }: { generation: Generation; label: string; idle: string }) {
  const { t } = useTranslation('playground');
  const { phase, text } = generation;
  const shown = shownText(generation);
  if (phase === 'idle') return <Text c="dimmed">{idle}</Text>;
  if (phase === 'loading') {
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text>{t('output.loading')}</Text>
      </Group>
    );
  }
  if (phase === 'done' && shown === '') {
    return <Text c="dimmed">{t(text === '' ? 'output.empty' : 'output.blank')}</Text>;
  }
  return (
    // A log tells a screen reader of additions without reading all of it again.
    <div role="log" aria-label={label} aria-busy={phase === 'writing'} className={classes.text}>
      {shown}
    </div>
  );
}

/** Whether a text that had to contain something does: one that lacks it is never shown as if it were right. */
function Kept({ generation: { phase, again, kept } }: { generation: Generation }) {
  const { t } = useTranslation('playground');
  const format = useFormat();
  if (phase === 'writing' && again) {
    const { attempt, of, missing } = again;
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('keeping.again', {
          attempt: format.integer(attempt),
          tries: format.integer(of),
          fields: format.list(missing),
        })}
      </Text>
    );
  }
  if (phase !== 'done' || !kept) return null;
  const { attempt, tries, missing } = kept;
  if (missing.length > 0) {
    return (
      <Alert color="orange" variant="light" role="status" icon={<IconAlertTriangle aria-hidden />}>
        {t('keeping.missing', { count: tries, formatted: format.integer(tries), fields: format.list(missing) })}
      </Alert>
    );
  }
  if (attempt === 1) return null;
  return (
    <Text size="sm" c="dimmed">
      {t('keeping.kept', { attempt: format.integer(attempt), tries: format.integer(tries) })}
    </Text>
  );
}

/** How much, how fast, and why it ended. */
function Facts({ generation }: { generation: Generation }) {
  const { t } = useTranslation('playground');
  const format = useFormat();
  const { tokens, tokensPerSecond, promptTokens, cutTokens, finishReason } = generation;
  if (generation.phase === 'idle' || generation.phase === 'loading') return null;
  const facts = [
    t('output.tokens', { count: tokens, formatted: format.integer(tokens) }),
    ...(tokensPerSecond === null ? [] : [t('output.speed', { speed: format.number(tokensPerSecond, 1) })]),
    ...(promptTokens === null ? [] : [t('output.promptTokens', { formatted: format.integer(promptTokens) })]),
    ...(cutTokens === 0 ? [] : [t('output.promptCut', { formatted: format.integer(cutTokens) })]),
  ];
  return (
    <Text size="sm" c="dimmed">
      {facts.join(' · ')}
      {finishReason && (
        <>
          <br />
          {t(`finish.${finishReason}`)}
        </>
      )}
    </Text>
  );
}
