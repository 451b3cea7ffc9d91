import { Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDice5, IconTag } from '@tabler/icons-react';
import { useState } from 'react';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import classes from '../../../features/playground/playground.module.css';
import { inputsOf, randomHeldOut, useHeldOut } from '../../heldOut.ts';
import type { ModelOf } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { LabelBars } from './LabelBars.tsx';
import { useLabels } from './useLabels.ts';

/** One text in, its labels with their probabilities out. */
export function TextBench({ model }: { model: ModelOf<'text-classification'> }) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const { recipe } = model;
  const [inputs, setInputs] = useState(() => recipe.inputs.map((column) => ({ column, value: '' })));
  const [row, setRow] = useState<MeasuredText | null>(null);
  const labels = useLabels(model.id);
  const heldOut = useHeldOut(model);
  const isEmpty = inputs.every(({ value }) => value.trim() === '');
  const classify = (given = inputs) => labels.mutate({ kind: 'inputs', inputs: given });
  useHotkeys([['mod+Enter', () => !isEmpty && classify()]], [], true);

  const take = () => {
    const next = randomHeldOut(heldOut, row?.row ?? null, Math.random);
    if (!next) return;
    const given = inputsOf(recipe.inputs, next);
    setRow(next);
    setInputs(given);
    classify(given);
  };
  const change = (column: string, value: string) => {
    setRow(null);
    setInputs(inputs.map((input) => (input.column === column ? { column, value } : input)));
  };

  return (
    <div className={classes.workbench}>
      <Stack gap="md" className={classes.prompt} component="section" aria-labelledby="label-text">
        <Group justify="space-between">
          <Title order={2} size="h4" id="label-text">
            {texts.title}
          </Title>
          {heldOut.length > 0 && (
            <Button variant="default" size="sm" leftSection={<IconDice5 size={16} aria-hidden />} onClick={take}>
              {texts.randomRow}
            </Button>
          )}
        </Group>
        {inputs.map(({ column, value }) => (
          <Textarea
            key={column}
            label={column}
            value={value}
            onChange={(event) => change(column, event.currentTarget.value)}
            autosize
            minRows={inputs.length === 1 ? 4 : 1}
            maxRows={12}
          />
        ))}
      </Stack>
      <Stack gap="md" className={classes.result}>
        <Group>
          <Button
            leftSection={<IconTag size={18} aria-hidden />}
            disabled={isEmpty}
            loading={labels.isPending}
            onClick={() => classify()}
          >
            {texts.classify}
          </Button>
          <Text size="sm" c="dimmed">
            {texts.classifyHint}
          </Text>
        </Group>
        <Paper withBorder p="md" className={classes.output} component="section" aria-label={texts.labels}>
          <LabelBars
            labelled={labels.data ?? null}
            isPending={labels.isPending}
            error={labels.error}
            own={row?.reference ?? null}
          />
        </Paper>
      </Stack>
    </div>
  );
}
