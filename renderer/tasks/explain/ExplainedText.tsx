import { Group, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Explanation } from '../../../shared/domain/models/explanation.ts';
import { inFourDigits } from '../../../shared/domain/tasks/fourDigits.ts';
import { fillPlaceholders } from '../../../shared/errors/errors.ts';
import { useFormat } from '../../ui/format.ts';
import { useOwnTexts } from '../useOwnTexts.ts';
import classes from './explain.module.css';
import { isKnown, partsOf, strongest, WAYS, type Way } from './movingWords.ts';
import { EXPLAIN_TEXTS } from './texts.ts';

/** Words that are listed on each side. */
const LISTED = 5;

/** A text with the words that moved what a model says of it, and the strongest of them in a list. */
export function ExplainedText({ explanation }: { explanation: Explanation }) {
  const texts = useOwnTexts(EXPLAIN_TEXTS);
  const format = useFormat();
  const [chosen, setWay] = useState<Way>('occlusion');
  const { label, value, words, grouped } = explanation;
  const ways = WAYS.filter((way) => isKnown(explanation, way));
  const way = ways.includes(chosen) ? chosen : 'occlusion';
  const write = (figure: number) => (label === null ? format.number(inFourDigits(figure), 12) : format.percent(figure));
  if (words.length === 0) return <Text c="dimmed">{texts.empty}</Text>;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {label === null
          ? fillPlaceholders(texts.ofNumber, { value: write(value) })
          : fillPlaceholders(texts.ofLabel, { label, value: write(value) })}
      </Text>
      <Text className={classes.text}>
        {partsOf(explanation, way).map(({ text, start, share }) =>
          share === 0 ? (
            text
          ) : (
            <mark
              key={start}
              className={share > 0 ? classes.for : classes.against}
              style={{ '--share': Math.abs(share) } as React.CSSProperties}
            >
              {text}
            </mark>
          ),
        )}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {(['for', 'against'] as const).map((side) => {
          const listed = strongest(explanation, way, side, LISTED);
          return (
            <div key={side}>
              <Text size="sm" fw={600}>
                {side === 'for' ? texts.speaksFor : texts.speaksAgainst}
              </Text>
              <ul className={classes.list}>
                {listed.length === 0 && (
                  <Text component="li" size="sm" c="dimmed">
                    {texts.none}
                  </Text>
                )}
                {listed.map(({ start, text, without }) => (
                  <Text component="li" size="sm" key={start}>
                    <mark className={side === 'for' ? classes.for : classes.against}>{text}</mark>{' '}
                    <Text span size="sm" c="dimmed">
                      {fillPlaceholders(texts.without, { value: write(without) })}
                    </Text>
                  </Text>
                ))}
              </ul>
            </div>
          );
        })}
      </SimpleGrid>
      {ways.length > 1 && (
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={texts.way}
            data={ways.map((one) => ({ value: one, label: texts.ways[one] }))}
            value={way}
            onChange={(picked) => setWay(WAYS.find((one) => one === picked) ?? 'occlusion')}
          />
        </Group>
      )}
      <Text size="xs" c="dimmed">
        {texts.wayHints[way]}
        {grouped && `${format.gap}${texts.grouped}`}
      </Text>
    </Stack>
  );
}
