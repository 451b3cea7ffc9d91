import { Select, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { ColumnChart } from '../../../../shared/domain/datasets/datasetCharts.ts';
import type { RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import { useStudioQuery } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { BarsChart } from './BarsChart.tsx';
import { NamedBars } from './NamedBars.tsx';
import { TokenPanel } from './TokenPanel.tsx';

/** Lengths, frequent values and token counts of the rows that the grid shows. */
export function ChartsPanel({ dataset, view }: { dataset: Dataset; view: RowView }) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  const key = JSON.stringify(view);
  const { data, error, refetch, isPlaceholderData } = useStudioQuery(
    ['datasets', dataset.id, 'charts', dataset.version, key],
    (studio, signal) => studio.datasets.charts({ id: dataset.id, view }, { signal }),
    { keepPrevious: true },
  );
  const [name, setName] = useState(dataset.columns[0]?.name ?? null);
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const chart = data.columns.find(({ column }) => column === name) ?? data.columns[0];
  return (
    <Stack gap="lg" data-stale={isPlaceholderData || undefined} aria-busy={isPlaceholderData}>
      <Text size="sm" c="dimmed">
        {t('charts.of', { count: data.rows, formatted: format.integer(data.rows) })}
      </Text>
      {chart && data.rows > 0 && (
        <>
          <Select
            label={t('charts.column')}
            maw={320}
            data={data.columns.map(({ column }) => column)}
            value={chart.column}
            allowDeselect={false}
            onChange={setName}
          />
          <Lengths chart={chart} />
          <Values chart={chart} />
        </>
      )}
      <TokenPanel key={`${dataset.version} ${key}`} dataset={dataset} view={view} />
    </Stack>
  );
}

function Lengths({ chart }: { chart: ColumnChart }) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  const bars = chart.lengths.map(({ from, to, count }) => ({
    name: to - from === 1 ? format.integer(from) : `${format.integer(from)}–${format.integer(to - 1)}`,
    count,
  }));
  return (
    <section aria-labelledby="chart-lengths">
      <Title order={2} size="h4" id="chart-lengths">
        {t('charts.lengths')}
      </Title>
      <BarsChart bars={bars} label={t('charts.lengthsOf', { column: chart.column })} />
    </section>
  );
}

function Values({ chart }: { chart: ColumnChart }) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  const bars = chart.values.map(({ value, count }) => ({
    name: value.trim() === '' ? t('charts.empty') : value,
    count,
  }));
  return (
    <section aria-labelledby="chart-values">
      <Title order={2} size="h4" id="chart-values">
        {t('charts.values')}
      </Title>
      {bars.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('charts.noValues')}
        </Text>
      ) : (
        <>
          <NamedBars bars={bars} label={t('charts.valuesOf', { column: chart.column })} />
          <Text size="sm" c="dimmed">
            {t('charts.others', { count: chart.others, formatted: format.integer(chart.others) })}
          </Text>
        </>
      )}
    </section>
  );
}
