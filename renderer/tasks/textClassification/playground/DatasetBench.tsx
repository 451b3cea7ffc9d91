import { Alert, Anchor, Button, Select, Stack, Text } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { useDatasets, useStudio } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { markTried } from '../../../ui/marks.ts';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import { useWork } from '../../../ui/useWork.ts';
import type { ModelOf } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';

interface Filled {
  dataset: string;
  rows: number;
  columns: readonly string[];
  /** Rows that had a label, and the share of them that got it. */
  measured: number;
  accuracy: number | null;
}

/** Labels every row of a data set, whose next version has them in columns of their own. */
export function DatasetBench({ model }: { model: ModelOf<'text-classification'> }) {
  const { table: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const studio = useStudio();
  const datasets = useDatasets().data ?? [];
  const { work, start, cancel } = useWork<Filled>();
  const [chosen, setChosen] = useState<string | null>(null);
  const { inputs } = model.recipe;
  const fitting = datasets.filter(({ columns }) => inputs.every((input) => columns.some(({ name }) => name === input)));
  const dataset =
    fitting.find(({ id }) => id === chosen) ?? fitting.find(({ id }) => id === model.datasetId) ?? fitting[0];

  const fill = (id: string) =>
    start(async (signal, tell) => {
      const request = {
        model: { kind: 'model' as const, id: model.id },
        source: { kind: 'dataset' as const, id },
        to: { kind: 'version' as const },
      };
      for await (const event of studio.playground.predictTable(request, { signal })) {
        if (event.event === 'done') {
          const { rows, columns, measured, metrics } = event;
          markTried();
          return { dataset: id, rows, columns, measured, accuracy: metrics.accuracy?.value ?? null };
        }
        tell(event.total > 0 ? event.done / event.total : 0);
      }
      throw new Error('the predictions ended without a result');
    });

  if (!dataset) return <Text c="dimmed">{fillPlaceholders(texts.none, { columns: format.list(inputs) })}</Text>;
  return (
    <Stack gap="md" maw="40rem">
      <Select
        label={texts.dataset}
        description={fillPlaceholders(texts.hint, { columns: format.list(inputs) })}
        data={fitting.map(({ id, name }) => ({ value: id, label: name }))}
        value={dataset.id}
        onChange={setChosen}
        allowDeselect={false}
        disabled={work.state === 'working'}
      />
      {work.state === 'working' ? (
        <ProgressCard title={texts.working} detail={texts.leaving} share={work.share} onCancel={cancel} />
      ) : (
        <Button w="fit-content" leftSection={<IconTable size={18} aria-hidden />} onClick={() => void fill(dataset.id)}>
          {fillPlaceholders(texts.fill, { count: format.integer(dataset.rows) })}
        </Button>
      )}
      {work.state === 'cancelled' && <Text role="status">{texts.cancelled}</Text>}
      {work.state === 'failed' && <ErrorAlert title={texts.failed} error={work.error} />}
      {work.state === 'done' && (
        <Alert color="green" title={texts.done} role="status">
          <Text size="sm" mb="xs">
            {fillPlaceholders(texts.filled, {
              count: format.integer(work.result.rows),
              columns: format.list(work.result.columns),
            })}
            {work.result.accuracy !== null &&
              `${format.gap}${fillPlaceholders(texts.measured, {
                count: format.integer(work.result.measured),
                accuracy: format.chance(work.result.accuracy),
              })}`}
            {work.result.accuracy !== null &&
              work.result.dataset === model.datasetId &&
              `${format.gap}${texts.trainedOn}`}
          </Text>
          <Anchor component={Link} to={`/datasets/${work.result.dataset}`} size="sm">
            {texts.open}
          </Anchor>
        </Alert>
      )}
    </Stack>
  );
}
