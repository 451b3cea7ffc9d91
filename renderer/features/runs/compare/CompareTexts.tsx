import { Paper, Table, Text, Title } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { MeasureRecord } from '../../../../shared/domain/models/measures.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { useStudio } from '../../../api/index.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from '../runs.module.css';
import { RunSwatch } from './RunSwatch.tsx';
import { sharedTexts, textsBarrier } from './sharedTexts.ts';

/** What the runs' models wrote for the same held-out rows, side by side. */
export function CompareTexts({ runs }: { runs: readonly Run[] }) {
  const { t } = useTranslation('compare');
  const format = useFormat();
  const studio = useStudio();
  const records = useQueries({
    queries: runs.map(({ modelId, measures }) => ({
      queryKey: ['models', modelId ?? '', 'measurement', measures?.createdAt ?? ''],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<MeasureRecord | null> =>
        studio.models.measurement({ id: modelId ?? '' }, { signal }),
      enabled: modelId !== null && measures !== null,
    })),
  });
  if (records.some(({ isLoading }) => isLoading)) return null;
  const rows = sharedTexts(runs.map((run, index) => ({ run, record: records[index]?.data ?? null })));
  const barrier = textsBarrier(runs);
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="compare-texts">
      <Title order={2} size="h4" id="compare-texts">
        {t('texts.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t(barrier ? `texts.barrier.${barrier}` : rows.length > 0 ? 'texts.hint' : 'texts.none')}
      </Text>
      {rows.length > 0 && (
        <Table.ScrollContainer minWidth={320 + 220 * runs.length} scrollAreaProps={{ tabIndex: 0 }}>
          <Table aria-labelledby="compare-texts" layout="fixed" verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="14rem">{t('texts.given')}</Table.Th>
                {runs.map((run, place) => (
                  <Table.Th key={run.id}>
                    <RunSwatch place={place} />
                    <span className={classes.break}>{run.name}</span>
                  </Table.Th>
                ))}
                <Table.Th>{t('texts.reference')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ row, prompt, outputs, reference }) => (
                <Table.Tr key={row} style={{ verticalAlign: 'top', whiteSpace: 'pre-wrap' }}>
                  <Table.Td className={classes.break}>
                    {prompt ?? t('texts.row', { row: format.integer(row + 1) })}
                  </Table.Td>
                  {outputs.map((output, index) => (
                    <Table.Td key={runs[index]?.id} className={classes.break}>
                      {output}
                    </Table.Td>
                  ))}
                  <Table.Td className={classes.break}>{reference}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}
