import { Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ExplainButton } from '../../explain/ExplainButton.tsx';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import type { LabelledText } from './useLabels.ts';

interface Props {
  labelled: LabelledText | null;
  isPending: boolean;
  error: Error | null;
  /** What the row itself has; `null` where the text is nobody's. */
  own: string | null;
  modelId: string;
}

/** More than can be taken in at a glance. */
const SHOWN = 8;

/** A bar a label, the likeliest first. */
export function LabelBars({ labelled, isPending, error, own, modelId }: Props) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const [all, setAll] = useState(false);
  if (error) return <ErrorAlert title={texts.failed} error={error} />;
  const labels = labelled?.labels ?? [];
  const isRight = own !== null && labels[0]?.label === own;
  return (
    <Stack gap="sm" aria-busy={isPending}>
      <Title order={2} size="h4">
        {texts.labels}
      </Title>
      {!labelled && (
        <Text c="dimmed" role="status">
          {isPending ? texts.loading : texts.idle}
        </Text>
      )}
      {labels.slice(0, all ? undefined : SHOWN).map(({ label, probability }) => (
        <div key={label}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" fw={label === labels[0]?.label ? 600 : 400} style={{ overflowWrap: 'anywhere' }}>
              {label}
            </Text>
            <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
              {format.chance(probability)}
            </Text>
          </Group>
          <Progress value={100 * probability} aria-label={label} />
        </div>
      ))}
      {labels.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'start' }} onClick={() => setAll(!all)}>
          {all ? texts.fewer : fillPlaceholders(texts.more, { count: labels.length })}
        </Button>
      )}
      {labelled && own !== null && (
        <Group gap="xs" role="status" wrap="nowrap">
          {isRight ? <IconCheck size={18} aria-hidden /> : <IconX size={18} aria-hidden />}
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {fillPlaceholders(texts.own, { label: own })} ({isRight ? texts.right : texts.wrong})
          </Text>
        </Group>
      )}
      {labelled?.withWords && (
        <Text size="sm" c="dimmed">
          {texts.withWords}
        </Text>
      )}
      {labelled && labelled.cutTokens > 0 && (
        <Text size="sm" c="dimmed">
          {fillPlaceholders(texts.cut, { count: labelled.cutTokens })}
        </Text>
      )}
      {labelled && !isPending && (
        <ExplainButton
          key={labelled.text}
          modelId={modelId}
          input={{ source: { kind: 'text', text: labelled.text } }}
        />
      )}
    </Stack>
  );
}
