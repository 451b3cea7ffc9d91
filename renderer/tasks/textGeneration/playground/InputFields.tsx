import { Alert, Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconArrowRight, IconDice5 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MOST_OF_CELL } from '../../../../shared/domain/datasets/cutCells.ts';
import type { TrainedModel } from '../../../../shared/domain/models/trainedModel.ts';
import type { CompleteRecipe } from '../../../../shared/domain/tasks/textGeneration/recipe.ts';
import { useDatasets, useStudio } from '../../../api/index.ts';
import classes from '../../../features/playground/playground.module.css';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { inputsOf, randomHeldOut, useHeldOut } from '../../heldOut.ts';
import type { FilledInputs } from './playgroundStore.ts';
import { FILL_FROM_ROW, fillFromRow, nextRow, promptOf, randomRow, withInput } from './rowInputs.ts';
import { useNewWords } from './useNewWords.ts';

interface Props {
  model: TrainedModel;
  recipe: CompleteRecipe;
  filled: FilledInputs;
  onChange: (filled: FilledInputs) => void;
}

/** The fields that the model was trained on, filled by hand or from a row of its data set. */
export function InputFields({ model, recipe, filled, onChange }: Props) {
  const { t } = useTranslation('playground');
  const format = useFormat();
  const studio = useStudio();
  const datasets = useDatasets().data;
  const dataset = datasets?.find((candidate) => candidate.id === model.datasetId);
  const heldOut = useHeldOut(model);
  const newWords = useNewWords(dataset?.id ?? null, filled.inputs);
  const fill = useMutation({
    mutationKey: FILL_FROM_ROW,
    mutationFn: async (index: number) => {
      const { rows } = await studio.datasets.rows({
        id: model.datasetId,
        offset: index,
        limit: 1,
        cellLength: MOST_OF_CELL,
      });
      return { index, row: rows[0] ?? [] };
    },
    onSuccess: ({ index, row }) => {
      const columns = dataset?.columns.map((column) => column.name) ?? [];
      const { inputs, expected } = fillFromRow(recipe, columns, row);
      onChange({ ...filled, inputs, row: index, expected, isHeldOut: heldOut.some(({ row: held }) => held === index) });
    },
  });

  const random = () => {
    const held = randomHeldOut(heldOut, filled.row, Math.random);
    if (!held) return fill.mutate(randomRow(filled.row, dataset?.rows ?? 0, Math.random));
    const inputs = inputsOf(recipe.inputs, held);
    onChange({ ...filled, inputs, row: held.row, expected: held.reference, isHeldOut: true });
  };

  return (
    <Stack component="section" gap="sm" aria-labelledby="input-fields">
      <Group justify="space-between" align="end">
        <div>
          <Title order={2} size="h4" id="input-fields">
            {t('inputs.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('inputs.hint', { output: recipe.output })}
          </Text>
        </div>
        {dataset && dataset.rows > 0 && (
          <Group gap="xs">
            <Button
              variant="default"
              size="sm"
              leftSection={<IconDice5 size={16} aria-hidden />}
              disabled={fill.isPending}
              onClick={random}
            >
              {t('inputs.randomRow')}
            </Button>
            <Button
              variant="default"
              size="sm"
              leftSection={<IconArrowRight size={16} aria-hidden />}
              disabled={fill.isPending}
              onClick={() => fill.mutate(nextRow(filled.row, dataset.rows))}
            >
              {t('inputs.nextRow')}
            </Button>
          </Group>
        )}
      </Group>
      {datasets && !dataset && <Alert color="gray">{t('inputs.datasetGone', { name: model.datasetName })}</Alert>}
      {fill.isError && <ErrorAlert title={t('inputs.rowFailed')} error={fill.error} />}
      {filled.row !== null && filled.expected !== null && dataset && (
        <Text size="sm" role="status">
          {t('inputs.fromRow', { row: format.integer(filled.row + 1), dataset: dataset.name })}
          {format.gap}
          {t(filled.isHeldOut ? 'inputs.heldOut' : heldOut.length > 0 ? 'inputs.trained' : 'inputs.unknown')}
        </Text>
      )}
      {newWords.length > 0 && dataset && (
        <Text size="sm" className={classes.warning ?? ''} role="status">
          {t('inputs.newWords', { words: format.list(newWords), dataset: dataset.name })}
        </Text>
      )}
      {filled.inputs.map(({ column, value }) => (
        <Textarea
          key={column}
          label={column}
          value={value}
          onChange={(event) =>
            onChange({ ...filled, inputs: withInput(filled.inputs, column, event.currentTarget.value), expected: null })
          }
          autosize
          minRows={1}
          maxRows={8}
        />
      ))}
      <div>
        <Text size="sm" fw={500}>
          {t('inputs.built')}
        </Text>
        <Paper withBorder p="sm" className={classes.text}>
          {promptOf(recipe, filled.inputs)}
        </Paper>
      </div>
    </Stack>
  );
}
