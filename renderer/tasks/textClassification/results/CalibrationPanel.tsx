import { Progress, Table, Text, Title } from '@mantine/core';
import type { LabelReport } from '../../../../shared/domain/models/labelReport.ts';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { useFormat } from '../../../ui/format.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { calibrationOf } from './labels.ts';

/** Whether a confidence can be believed, in words, and how often each is right. */
export function CalibrationPanel({ report }: { report: LabelReport }) {
  const { results: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const calibration = calibrationOf(report);
  if (!calibration) return null;
  const { usual, outcome, confidence, right } = calibration;
  return (
    <>
      <Title order={3} size="h5" mt="md">
        {texts.calibration}
      </Title>
      <Text size="sm">
        {usual
          ? fillPlaceholders(texts.usually, {
              confidence: format.percent(usual.confidence),
              right: format.integer(Math.round((100 * usual.hits) / usual.rows)),
              rows: format.integer(usual.rows),
            })
          : texts.fewRows}
        {format.gap}
        {fillPlaceholders(texts[outcome], { confidence: format.percent(confidence), right: format.percent(right) })}
      </Text>
      <Table.ScrollContainer minWidth={480} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={texts.calibration}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.confidence}</Table.Th>
              <Table.Th>{texts.rows}</Table.Th>
              <Table.Th>{texts.says}</Table.Th>
              <Table.Th w="40%">{texts.isRight}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.bins
              .filter(({ rows }) => rows > 0)
              .map((bin) => {
                const share = bin.hits / bin.rows;
                const range = `${format.integer(Math.round(100 * bin.low))}–${format.percent(bin.high)}`;
                return (
                  <Table.Tr key={bin.low}>
                    <Table.Th scope="row">{range}</Table.Th>
                    <Table.Td className="tabular">{format.integer(bin.rows)}</Table.Td>
                    <Table.Td className="tabular">{format.percent(bin.confidence)}</Table.Td>
                    <Table.Td className="tabular">
                      {format.percent(share)}
                      <Progress value={100 * share} size="sm" aria-label={`${texts.isRight} (${range})`} />
                    </Table.Td>
                  </Table.Tr>
                );
              })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
