import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { MeasureRecord } from '../../../../shared/domain/models/measures.ts';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { useDatasets } from '../../../api/index.ts';
import { useFormat } from '../../../ui/format.ts';
import type { ModelOf } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { CalibrationPanel } from './CalibrationPanel.tsx';
import { ConfusionMatrix } from './ConfusionMatrix.tsx';
import { LabelTable } from './LabelTable.tsx';
import { type Chosen, rowsOf, worstOf } from './labels.ts';
import { ToldRows } from './ToldRows.tsx';

/** Which labels are told how well, which are taken for one another, how far confidences can be believed, and the worst errors. */
export function LabelResults({ model, record }: { model: ModelOf<'text-classification'>; record: MeasureRecord }) {
  const { results: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const datasets = useDatasets().data;
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const { labels: report, written } = record;
  if (!report) {
    return (
      <Text size="sm" c="dimmed">
        {texts.earlier}
      </Text>
    );
  }
  const datasetId = datasets?.some(({ id }) => id === model.datasetId) ? model.datasetId : null;
  const name = (place: number) => report.labels[place]?.label ?? '';
  const opened = chosen && rowsOf(report, chosen, written);
  const title =
    chosen &&
    opened &&
    fillPlaceholders(chosen.predicted === null ? texts.wrongOf : texts.cell, {
      count: format.integer(opened.count),
      label: name(chosen.actual),
      actual: name(chosen.actual),
      predicted: name(chosen.predicted ?? -1),
    });
  const worst = worstOf(written);
  // Below what was clicked.
  const rows = opened && title && (
    <>
      <Text fw={600} role="status">
        {title}
        {opened.rows.length < opened.count &&
          `${format.gap}${fillPlaceholders(texts.firstRows, { count: format.integer(opened.rows.length) })}`}
      </Text>
      <ToldRows key={title} label={title} rows={opened.rows} datasetId={datasetId} modelId={model.id} />
    </>
  );
  return (
    <Stack gap="xs">
      <ConfusionMatrix report={report} chosen={chosen} onChoose={setChosen} />
      {chosen?.predicted !== null && rows}
      <LabelTable report={report} onChoose={setChosen} />
      {chosen?.predicted === null && rows}
      <CalibrationPanel report={report} />
      {worst.length > 0 && (
        <>
          <Title order={3} size="h5" mt="md">
            {texts.worst}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.worstAbout}
          </Text>
          {datasetId !== null && (
            <Anchor component={Link} to={`/datasets/${datasetId}?tab=label`} size="sm" underline="always">
              {texts.wrongLabels}
            </Anchor>
          )}
          <ToldRows label={texts.worst} rows={worst} datasetId={datasetId} modelId={model.id} />
        </>
      )}
    </Stack>
  );
}
