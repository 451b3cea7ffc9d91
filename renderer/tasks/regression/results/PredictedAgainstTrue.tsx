import { Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { Fragment } from 'react';
import { CartesianGrid, ReferenceLine, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from 'recharts';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import { inFourDigits } from '../../../../shared/domain/tasks/fourDigits.ts';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { useFormat } from '../../../ui/format.ts';
import { valueTicks } from '../../../ui/ticks.ts';
import { useAskedRow, WhyButton } from '../../explain/AskedRow.tsx';
import { Explained } from '../../explain/ExplainButton.tsx';
import { EXPLAIN_TEXTS } from '../../explain/texts.ts';
import type { ModelOf } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { pointsOf, rangeOf, worstOf } from './points.ts';

const HEIGHT = 320;
const TICKS = 5;
/** Rows with the largest errors that are told with their texts. */
const TOLD = 5;
const LONGEST_TEXT = 160;
const TICK = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 };

/** What the model says of held-out rows against what they have, and where it is furthest off. */
export function PredictedAgainstTrue({ model, rows }: { model: ModelOf<'regression'>; rows: readonly MeasuredText[] }) {
  const { results: texts } = useOwnTexts(OWN_TEXTS);
  const explainTexts = useOwnTexts(EXPLAIN_TEXTS);
  const { asked, explained, ask } = useAskedRow(model.id);
  const format = useFormat();
  const points = pointsOf(rows);
  if (points.length === 0) return null;
  const { domain, ticks } = valueTicks(rangeOf(points), TICKS);
  const [least, most] = domain;
  const write = (value: number) => format.number(inFourDigits(value), 12);
  const column = model.recipe.output;
  const about = fillPlaceholders(texts.about, { count: format.integer(points.length) });
  const axis = { type: 'number', domain, ticks, tickFormatter: write, tick: TICK } as const;
  return (
    <Stack gap="xs">
      <Title order={3} size="h5" mt="md">
        {texts.title}
      </Title>
      <Text size="sm" c="dimmed">
        {about}
      </Text>
      <div role="img" aria-label={`${texts.title}. ${about}`}>
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <ScatterChart accessibilityLayer={false} margin={{ top: 8, right: 16, bottom: 24, left: 24 }}>
            <CartesianGrid strokeOpacity={0.3} />
            <XAxis
              dataKey="actual"
              {...axis}
              label={{ value: fillPlaceholders(texts.actual, { column }), position: 'bottom', ...TICK }}
            />
            <YAxis
              dataKey="predicted"
              {...axis}
              label={{ value: fillPlaceholders(texts.predicted, { column }), angle: -90, position: 'left', ...TICK }}
            />
            <ReferenceLine
              segment={[
                { x: least, y: least },
                { x: most, y: most },
              ]}
              stroke="var(--mantine-color-dimmed)"
              strokeDasharray="4 4"
            />
            <Scatter data={points} fill="var(--mantine-color-anchor)" fillOpacity={0.5} isAnimationActive={false} />
          </ScatterChart>
        </ResponsiveContainer>
      </div>
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={texts.worst} verticalSpacing="xs" captionSide="top">
          <Table.Caption style={{ textAlign: 'start' }}>{texts.worst}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.text}</Table.Th>
              <Table.Th>{fillPlaceholders(texts.actual, { column })}</Table.Th>
              <Table.Th>{fillPlaceholders(texts.predicted, { column })}</Table.Th>
              <Table.Th>{texts.error}</Table.Th>
              <Table.Th w="7rem">
                <VisuallyHidden>{explainTexts.title}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {worstOf(points, TOLD).map(({ row, text, actual, predicted }) => (
              <Fragment key={row}>
                <Table.Tr>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>
                    {text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT).toWellFormed()}…` : text}
                  </Table.Td>
                  <Table.Td className="tabular">{write(actual)}</Table.Td>
                  <Table.Td className="tabular">{write(predicted)}</Table.Td>
                  <Table.Td className="tabular">{write(predicted - actual)}</Table.Td>
                  <Table.Td>
                    <WhyButton
                      row={row}
                      isAsked={asked === row}
                      onAsk={() => ask(row, { source: { kind: 'text', text } })}
                    />
                  </Table.Td>
                </Table.Tr>
                {asked === row && (
                  <Table.Tr>
                    <Table.Td colSpan={5}>
                      <Explained {...explained} />
                    </Table.Td>
                  </Table.Tr>
                )}
              </Fragment>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}
