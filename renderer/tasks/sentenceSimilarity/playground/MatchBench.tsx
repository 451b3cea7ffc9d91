import { Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowsDiff, IconDice5 } from '@tabler/icons-react';
import { useState } from 'react';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import classes from '../../../features/playground/playground.module.css';
import { inputsOf, randomHeldOut, useHeldOut } from '../../heldOut.ts';
import type { PlaygroundProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { MatchList } from './MatchList.tsx';
import { useMatches } from './useMatches.ts';

/** Texts of other held-out rows that a row's own stands among. */
const OTHERS = 9;
/** As many as are compared in one go. */
const MOST = 1000;

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MOST);
const lineOf = (text: string): string => text.replace(/\s+/g, ' ');

/** A text and others in, the others in the order of their nearness out. */
export function MatchBench({ model }: PlaygroundProps<'sentence-similarity'>) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const { recipe } = model;
  const [inputs, setInputs] = useState(() => recipe.inputs.map((column) => ({ column, value: '' })));
  const [others, setOthers] = useState('');
  const [row, setRow] = useState<MeasuredText | null>(null);
  const matches = useMatches(model.id);
  const heldOut = useHeldOut(model);
  const isEmpty = inputs.every(({ value }) => value.trim() === '') || linesOf(others).length === 0;
  const compare = (given = inputs, among = others) =>
    matches.mutate({ text: { kind: 'inputs', inputs: given }, others: linesOf(among) });
  useHotkeys([['mod+Enter', () => !isEmpty && compare()]], [], true);

  const take = () => {
    const next = randomHeldOut(heldOut, row?.row ?? null, Math.random);
    if (!next) return;
    const given = inputsOf(recipe.inputs, next);
    const rest = heldOut.filter(({ reference }) => reference !== next.reference).map(({ reference }) => reference);
    const among = [...new Set([next.reference, ...new Set(rest)].map(lineOf))].slice(0, OTHERS + 1).sort();
    setRow(next);
    setInputs(given);
    setOthers(among.join('\n'));
    compare(given, among.join('\n'));
  };
  const change = (column: string, value: string) => {
    setRow(null);
    setInputs(inputs.map((input) => (input.column === column ? { column, value } : input)));
  };

  return (
    <div className={classes.workbench}>
      <Stack gap="md" className={classes.prompt} component="section" aria-labelledby="match-text">
        <Group justify="space-between">
          <Title order={2} size="h4" id="match-text">
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
            minRows={1}
            maxRows={12}
          />
        ))}
        <Textarea
          label={texts.others}
          description={texts.othersHint}
          value={others}
          onChange={(event) => setOthers(event.currentTarget.value)}
          autosize
          minRows={4}
          maxRows={16}
        />
      </Stack>
      <Stack gap="md" className={classes.result}>
        <Group>
          <Button
            leftSection={<IconArrowsDiff size={18} aria-hidden />}
            disabled={isEmpty}
            loading={matches.isPending}
            onClick={() => compare()}
          >
            {texts.compare}
          </Button>
          <Text size="sm" c="dimmed">
            {texts.compareHint}
          </Text>
        </Group>
        <Paper withBorder p="md" className={classes.output} component="section" aria-label={texts.result}>
          <MatchList
            compared={matches.data ?? null}
            isPending={matches.isPending}
            error={matches.error}
            own={row === null ? null : lineOf(row.reference)}
          />
        </Paper>
      </Stack>
    </div>
  );
}
