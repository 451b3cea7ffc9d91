import { Badge, Button, Group, Progress, Slider, Stack, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { USUAL_THRESHOLD } from '../../../../shared/domain/tasks/labelList.ts';
import { thresholdOf } from '../../../../shared/domain/tasks/thresholds.ts';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ExplainButton } from '../../explain/ExplainButton.tsx';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { useThresholds } from '../thresholds.ts';
import type { TaggedText } from './useTags.ts';

interface Props {
  modelId: string;
  tagged: TaggedText | null;
  isPending: boolean;
  error: Error | null;
  /** What the row itself has; `null` where the text is nobody's. */
  own: readonly string[] | null;
}

/** More than can be taken in at a glance. */
const SHOWN = 10;

/** A bar a label, the most likely first; those that are told are marked. */
export function TagBars({ modelId, tagged, isPending, error, own }: Props) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const [all, setAll] = useState(false);
  const [usual, setUsual] = useState(USUAL_THRESHOLD);
  const { thresholds, choose } = useThresholds(modelId);
  if (error) return <ErrorAlert title={texts.failed} error={error} />;
  const labels = tagged?.labels ?? [];
  const isTold = ({ label, probability }: { label: string; probability: number }) =>
    probability >= thresholdOf(thresholds, label, usual);
  const told = labels.filter(isTold);
  const isShown = (label: string, place: number) => all || place < SHOWN || told.some((one) => one.label === label);
  const hasOwn = Object.keys(thresholds).length > 0;
  return (
    <Stack gap="sm" aria-busy={isPending}>
      <Title order={2} size="h4">
        {texts.labels}
      </Title>
      <div>
        <Text size="sm" id="tag-threshold">
          {fillPlaceholders(texts.threshold, { threshold: format.percent(usual) })}
        </Text>
        <Slider
          thumbProps={{ 'aria-labelledby': 'tag-threshold' }}
          min={0.05}
          max={0.95}
          step={0.05}
          label={format.percent}
          value={usual}
          onChange={setUsual}
          maw={320}
        />
      </div>
      {hasOwn && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {texts.own}
          </Text>
          <Button variant="subtle" size="compact-sm" onClick={() => void choose({})}>
            {texts.reset}
          </Button>
        </Group>
      )}
      {!tagged && (
        <Text c="dimmed" role="status">
          {isPending ? texts.loading : texts.idle}
        </Text>
      )}
      {tagged && told.length === 0 && <Text role="status">{texts.none}</Text>}
      {labels
        .filter(({ label }, place) => isShown(label, place))
        .map((one) => (
          <div key={one.label}>
            <Group justify="space-between" wrap="nowrap">
              <Group gap="xs" wrap="nowrap">
                <Text size="sm" fw={isTold(one) ? 600 : 400} style={{ overflowWrap: 'anywhere' }}>
                  {one.label}
                </Text>
                {isTold(one) && (
                  <Badge size="sm" variant="light" color="green" leftSection={<IconCheck size={12} aria-hidden />}>
                    {texts.told}
                  </Badge>
                )}
              </Group>
              <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
                {format.chance(one.probability)}
                {Object.hasOwn(thresholds, one.label) && ` / ${format.percent(thresholdOf(thresholds, one.label))}`}
              </Text>
            </Group>
            <Progress value={100 * one.probability} aria-label={one.label} />
          </div>
        ))}
      {labels.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'start' }} onClick={() => setAll(!all)}>
          {all ? texts.fewer : fillPlaceholders(texts.more, { count: labels.length })}
        </Button>
      )}
      {tagged && own !== null && (
        <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
          {fillPlaceholders(texts.rowOwn, { labels: own.length === 0 ? texts.rowNone : format.list(own) })}
        </Text>
      )}
      {tagged && tagged.cutTokens > 0 && (
        <Text size="sm" c="dimmed">
          {fillPlaceholders(texts.cut, { count: tagged.cutTokens })}
        </Text>
      )}
      {tagged && !isPending && labels[0] && (
        <ExplainButton
          key={tagged.text}
          modelId={modelId}
          input={{ source: { kind: 'text', text: tagged.text }, label: labels[0].label }}
        />
      )}
    </Stack>
  );
}
