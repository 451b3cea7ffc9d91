import { Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type MeasureName, type MeasureReport, measuredNames } from '../../shared/domain/models/measures.ts';
import { contestOf } from '../../shared/domain/models/rivals.ts';
import { useMeasureText } from './useMeasureText.ts';
import { useAmount, useContestText, useRivalWords } from './useRivalText.ts';

/** What cheap models get on the same held-out rows, and how the model stands to the best of them; nothing where there are none. */
export function RivalTable({ report }: { report: MeasureReport }) {
  const { t } = useTranslation('measures');
  const text = useMeasureText();
  const amount = useAmount();
  const words = useRivalWords();
  const contestText = useContestText();
  const contest = contestOf(report);
  if (!contest) return null;
  const own = (figure: number) => amount(contest.metric, figure);
  const names: MeasureName[] = measuredNames({ metrics: contest.rival.metrics, notMeasured: {} });
  return (
    <>
      <Title order={3} size="h5" mt="md">
        {t('rivals.title')}
      </Title>
      <Text size="sm" mb="xs">
        {contestText(contest)}
      </Text>
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={t('rivals.title')} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('rivals.name')}</Table.Th>
              {names.map((name) => (
                <Table.Th key={name}>{text.name(name)}</Table.Th>
              ))}
              <Table.Th>
                {t('rivals.gain')} ({text.name(contest.metric)})
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {(report.rivals ?? []).map(({ name, metrics, gains }) => {
              const gain = gains[contest.metric];
              return (
                <Table.Tr key={name}>
                  <Table.Th scope="row">
                    {words(name).label}
                    <Text size="sm" c="dimmed">
                      {words(name).help}
                    </Text>
                  </Table.Th>
                  {names.map((metric) => {
                    const figure = metrics[metric];
                    return (
                      <Table.Td key={metric} className="tabular">
                        {figure && text.value(metric, figure)}
                      </Table.Td>
                    );
                  })}
                  <Table.Td className="tabular">
                    {gain && `${own(gain.value)} (${own(gain.low)} … ${own(gain.high)})`}
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
