import { Button, Group, MultiSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { IconRuler2 } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FINAL_TEXTS, type MeasureProgress } from '../../../shared/domain/models/measures.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { metricNames, taskOf } from '../../../shared/domain/tasks/index.ts';
import { useMeasurement } from '../../tasks/heldOut.ts';
import { viewOf } from '../../tasks/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { JoinWords } from '../../ui/JoinWords.tsx';
import { MeasureTable } from '../../ui/MeasureTable.tsx';
import { ProgressCard } from '../../ui/ProgressCard.tsx';
import { MeasuredTexts } from './MeasuredTexts.tsx';
import { useEvaluation } from './useEvaluation.ts';

/** How good a model is at its task, the texts that say so, and a way to measure it anew. */
export function MeasurePanel({ model }: { model: TrainedModel }) {
  const { t } = useTranslation('measures');
  const format = useFormat();
  const { state, start, cancel } = useEvaluation(model.id);
  const [fields, setFields] = useState<string[]>(model.measures?.fields ?? []);
  const { recipe, measures } = model;
  const { Results } = viewOf(recipe);
  const record = useMeasurement(model);
  const names = metricNames(recipe);
  // Of models that write texts: they are checked for what they were given.
  const writes = names.includes('field_fidelity');
  const inputs = writes ? taskOf(recipe).inputs(recipe) : [];
  const detailOf = (progress: MeasureProgress | null): string => {
    if (!progress) return '';
    const { stage = 'texts', done, total, attempt = 2, remainingMs } = progress;
    const work = t(`stage.${stage}`, {
      done: format.integer(done),
      total: format.integer(total),
      attempt: format.integer(attempt),
    });
    return typeof remainingMs !== 'number'
      ? work
      : `${work}${format.gap}${t('left', { time: format.duration(remainingMs) })}`;
  };
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="model-measures">
      <Title order={2} size="h3" id="model-measures" mb="xs">
        {t('title')}
      </Title>
      <Stack gap="sm">
        {measures ? <MeasureTable report={measures} names={names} /> : <Text c="dimmed">{t('never')}</Text>}
        {taskOf(recipe).joinsWords && !model.baseline && <JoinWords modelId={model.id} report={measures} />}
        {Results && record && record.written.length > 0 && (
          <Suspense>
            <Results key={record.createdAt} model={model} rows={record.written} record={record} />
          </Suspense>
        )}
        {measures && <MeasuredTexts modelId={model.id} report={measures} />}
        {state.state === 'working' ? (
          <ProgressCard
            title={t('working')}
            detail={detailOf(state.progress)}
            share={state.progress && state.progress.total > 0 ? state.progress.done / state.progress.total : null}
            cancelLabel={t('cancel')}
            onCancel={cancel}
          />
        ) : (
          <Group align="end" gap="md">
            {inputs.length > 0 && (
              <MultiSelect
                label={t('fields')}
                description={t('fieldsHint')}
                data={inputs}
                value={fields.filter((field) => inputs.includes(field))}
                onChange={setFields}
                miw={280}
                clearable
              />
            )}
            <Button
              variant="default"
              leftSection={<IconRuler2 size={18} aria-hidden />}
              onClick={() => void start(fields)}
            >
              {t(measures ? 'again' : 'first')}
            </Button>
            {writes && (
              <Text size="sm" c="dimmed">
                {t('againHint', { texts: format.integer(FINAL_TEXTS) })}
              </Text>
            )}
          </Group>
        )}
        {state.state === 'cancelled' && <Text role="status">{t('cancelled')}</Text>}
        {state.state === 'failed' && <ErrorAlert title={t('failed')} error={state.error} />}
      </Stack>
    </Paper>
  );
}
