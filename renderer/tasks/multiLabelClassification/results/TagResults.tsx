import { Badge, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import type { MeasureRecord } from '../../../../shared/domain/models/measures.ts';
import { bestThresholds, tagFigures, totalFigures } from '../../../../shared/domain/models/tagReport.ts';
import { thresholdOf } from '../../../../shared/domain/tasks/thresholds.ts';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { useFormat } from '../../../ui/format.ts';
import type { ModelOf } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { useThresholds } from '../thresholds.ts';
import { ThresholdSlider } from './ThresholdSlider.tsx';
import { worstRows } from './worstRows.ts';

const TOLD = 8;
const LONGEST_TEXT = 200;

/** How well each label is told, from a threshold on that can be chosen, and the rows with the most wrong labels. */
export function TagResults({ model, record }: { model: ModelOf<'multi-label-classification'>; record: MeasureRecord }) {
  const { results: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const { labels: told, thresholds, choose } = useThresholds(model.id);
  const { tags: report, written } = record;
  if (!report) {
    return (
      <Text size="sm" c="dimmed">
        {texts.earlier}
      </Text>
    );
  }
  const worst = worstRows(written, TOLD);
  const [now, usual] = [totalFigures(report, thresholds), totalFigures(report, {})];
  return (
    <Stack gap="xs">
      <Title order={3} size="h5" mt="md">
        {texts.title}
      </Title>
      <Text size="sm" c="dimmed">
        {texts.about}
      </Text>
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-sm"
          disabled={told.length === 0}
          onClick={() => void choose(bestThresholds(report, told))}
        >
          {texts.best}
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          disabled={Object.keys(thresholds).length === 0}
          onClick={() => void choose({})}
        >
          {texts.reset}
        </Button>
        {Object.keys(thresholds).length > 0 && (
          <Text size="sm" c="dimmed">
            {texts.bestNote}
          </Text>
        )}
      </Group>
      {Object.keys(thresholds).length > 0 && (
        <Text size="sm" role="status">
          {fillPlaceholders(texts.total, {
            micro: format.percent(now.micro),
            macro: format.percent(now.macro),
            usualMicro: format.percent(usual.micro),
            usualMacro: format.percent(usual.macro),
          })}
        </Text>
      )}
      {now.micro < usual.micro && (
        <Text size="sm" role="note">
          {texts.fewerRight}
        </Text>
      )}
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={texts.title} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.label}</Table.Th>
              <Table.Th>{texts.support}</Table.Th>
              <Table.Th w={220}>{texts.threshold}</Table.Th>
              <Table.Th>{texts.precision}</Table.Th>
              <Table.Th>{texts.recall}</Table.Th>
              <Table.Th>{texts.f1}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.labels.map((counts) => {
              const { label, support } = counts;
              const threshold = thresholdOf(thresholds, label);
              const { precision, recall, f1 } = tagFigures(counts, threshold);
              return (
                <Table.Tr key={label}>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{label}</Table.Td>
                  <Table.Td className="tabular">{format.integer(support)}</Table.Td>
                  <Table.Td>
                    <ThresholdSlider
                      name={fillPlaceholders(texts.thresholdOf, { label })}
                      value={threshold}
                      disabled={!told.includes(label)}
                      onChange={(chosen) => void choose({ ...thresholds, [label]: chosen })}
                    />
                  </Table.Td>
                  <Table.Td className="tabular">{format.percent(precision)}</Table.Td>
                  <Table.Td className="tabular">{format.percent(recall)}</Table.Td>
                  <Table.Td className="tabular">{format.percent(f1)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {worst.length > 0 && (
        <Table.ScrollContainer minWidth={560} scrollAreaProps={{ tabIndex: 0 }}>
          <Table aria-label={texts.worst} verticalSpacing="xs" captionSide="top">
            <Table.Caption style={{ textAlign: 'start' }}>{texts.worst}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{texts.text}</Table.Th>
                <Table.Th>{texts.right}</Table.Th>
                <Table.Th>{texts.missed}</Table.Th>
                <Table.Th>{texts.wrong}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {worst.map(({ row, text, right, missed, wrong }) => (
                <Table.Tr key={row}>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>
                    {text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT).toWellFormed()}…` : text}
                  </Table.Td>
                  <Labels labels={right} color="green" />
                  <Labels labels={missed} color="yellow" />
                  <Labels labels={wrong} color="red" />
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

const Labels = ({ labels, color }: { labels: readonly string[]; color: string }) => (
  <Table.Td>
    <Group gap={4} miw={96}>
      {labels.map((label) => (
        <Badge key={label} variant="light" color={color} tt="none" style={{ flexShrink: 0, maxWidth: 200 }}>
          {label}
        </Badge>
      ))}
    </Group>
  </Table.Td>
);
