import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type MeasureName, type MeasureReport, measuredNames } from '../../shared/domain/models/measures.ts';
import { useFormat } from './format.ts';
import { RivalTable } from './RivalTable.tsx';
import { useMeasureText } from './useMeasureText.ts';

/** The figures of a task by a measurement with their intervals and what they say; of one that is missing, why. */
export function MeasureTable({ report, names }: { report: MeasureReport; names: readonly MeasureName[] }) {
  const { t } = useTranslation('measures');
  const format = useFormat();
  const text = useMeasureText();
  const newWords = text.newWords(report);
  // Some say nothing of some models.
  const told = measuredNames(report).filter((name) => names.includes(name));
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {t('measuredOn', {
          count: report.texts,
          formatted: format.integer(report.texts),
          rows: format.integer(report.rows),
        })}
        {newWords && `${format.gap}${newWords}`}
      </Text>
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={t('title')} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('table.measure')}</Table.Th>
              <Table.Th>{t('table.value')}</Table.Th>
              <Table.Th>{t('table.interval')}</Table.Th>
              <Table.Th>{t('table.meaning')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {told.map((name) => {
              const measure = report.metrics[name];
              const why = report.notMeasured[name];
              return (
                <Table.Tr key={name}>
                  <Table.Th scope="row">{text.name(name)}</Table.Th>
                  <Table.Td className="tabular">
                    {measure ? text.value(name, measure) : <Text c="dimmed">{t('notMeasured.label')}</Text>}
                  </Table.Td>
                  <Table.Td className="tabular">{measure && text.bounds(name, measure)}</Table.Td>
                  <Table.Td>
                    <Text size="sm" c="dimmed">
                      {!measure && why ? t(`notMeasured.${why}`) : text.meaning(name, report)}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <RivalTable report={report} />
    </>
  );
}
