import { Button, Group, Progress, Select, Stack, Text, Title } from '@mantine/core';
import { IconHash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { TokenCounts } from '../../../../shared/domain/datasets/datasetCharts.ts';
import type { RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import { useModels } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { StatRow, StatTile } from '../../../ui/StatTile.tsx';
import { useTokenCounts } from './useTokenCounts.ts';

/** How many tokens the rows have under a model's tokenizer. */
export function TokenPanel({ dataset, view }: { dataset: Dataset; view: RowView }) {
  const { t } = useTranslation(['rows', 'common']);
  const { data: models = [] } = useModels();
  const { state, start, cancel } = useTokenCounts(dataset.id, view);
  const [chosen, setChosen] = useState<string | null>(null);
  const model = chosen ?? models[0]?.id ?? null;
  return (
    <section aria-labelledby="token-counts">
      <Stack gap="sm">
        <Title order={2} size="h4" id="token-counts">
          {t('tokens.title')}
        </Title>
        {models.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('tokens.noModel')}
          </Text>
        ) : (
          <Group align="flex-end">
            <Select
              label={t('tokens.model')}
              maw={320}
              data={models.map(({ id, name }) => ({ value: id, label: name }))}
              value={model}
              allowDeselect={false}
              onChange={setChosen}
            />
            {state.state === 'working' ? (
              <Button variant="default" onClick={cancel}>
                {t('common:cancel')}
              </Button>
            ) : (
              <Button
                variant="default"
                leftSection={<IconHash size={16} aria-hidden />}
                onClick={() => model !== null && void start(model)}
              >
                {t('tokens.count')}
              </Button>
            )}
          </Group>
        )}
        {state.state === 'working' && (
          <Progress.Root size="lg">
            <Progress.Section value={state.share * 100} aria-label={t('tokens.progress')} />
          </Progress.Root>
        )}
        {state.state === 'failed' && <ErrorAlert error={state.error} />}
        {state.state === 'done' && <Counts counts={state.counts} />}
      </Stack>
    </section>
  );
}

function Counts({ counts }: { counts: TokenCounts }) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  return (
    <>
      <StatRow>
        <StatTile label={t('tokens.total')} value={format.integer(counts.total)} />
        <StatTile label={t('tokens.mean')} value={format.number(counts.mean, 1)} />
        <StatTile label={t('tokens.median')} value={format.integer(counts.median)} />
        <StatTile label={t('tokens.p95')} value={format.integer(counts.p95)} />
        <StatTile label={t('tokens.p99')} value={format.integer(counts.p99)} />
        <StatTile label={t('tokens.longest')} value={format.integer(counts.longest)} />
      </StatRow>
      <Text size="sm">
        {t('tokens.overContext', {
          count: counts.overContext,
          formatted: format.integer(counts.overContext),
          context: format.integer(counts.context),
        })}
      </Text>
    </>
  );
}
