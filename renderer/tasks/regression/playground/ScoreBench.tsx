import { Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconCalculator, IconDice5 } from '@tabler/icons-react';
import { useState } from 'react';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import classes from '../../../features/playground/playground.module.css';
import { inputsOf, randomHeldOut, useHeldOut } from '../../heldOut.ts';
import type { PlaygroundProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { ScoreResult } from './ScoreResult.tsx';
import { useScore } from './useScore.ts';

/** A text in, its number out. */
export function ScoreBench({ model }: PlaygroundProps<'regression'>) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const { recipe } = model;
  const [inputs, setInputs] = useState(() => recipe.inputs.map((column) => ({ column, value: '' })));
  const [row, setRow] = useState<MeasuredText | null>(null);
  const score = useScore(model.id);
  const heldOut = useHeldOut(model);
  const isEmpty = inputs.every(({ value }) => value.trim() === '');
  const estimate = (given = inputs) => score.mutate({ kind: 'inputs', inputs: given });
  useHotkeys([['mod+Enter', () => !isEmpty && estimate()]], [], true);

  const take = () => {
    const next = randomHeldOut(heldOut, row?.row ?? null, Math.random);
    if (!next) return;
    const given = inputsOf(recipe.inputs, next);
    setRow(next);
    setInputs(given);
    estimate(given);
  };
  const change = (column: string, value: string) => {
    setRow(null);
    setInputs(inputs.map((input) => (input.column === column ? { column, value } : input)));
  };

  return (
    <div className={classes.workbench}>
      <Stack gap="md" className={classes.prompt} component="section" aria-labelledby="score-text">
        <Group justify="space-between">
          <Title order={2} size="h4" id="score-text">
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
            leftSection={<IconCalculator size={18} aria-hidden />}
            disabled={isEmpty}
            loading={score.isPending}
            onClick={() => estimate()}
          >
            {texts.estimate}
          </Button>
          <Text size="sm" c="dimmed">
            {texts.estimateHint}
          </Text>
        </Group>
        <Paper withBorder p="md" className={classes.output} component="section" aria-label={texts.result}>
          <ScoreResult
            scored={score.data ?? null}
            isPending={score.isPending}
            error={score.error}
            own={row === null ? null : Number(row.reference)}
            typical={model.measures?.metrics.mae ?? null}
          />
        </Paper>
      </Stack>
    </div>
  );
}
