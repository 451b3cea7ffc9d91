import { Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDice5, IconListDetails } from '@tabler/icons-react';
import { useState } from 'react';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import classes from '../../../features/playground/playground.module.css';
import { randomHeldOut, useHeldOut } from '../../heldOut.ts';
import type { PlaygroundProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { ItemList } from './ItemList.tsx';
import { useItems } from './useItems.ts';

/** A history in, ten items out. */
export function ItemBench({ model }: PlaygroundProps<'recommendation'>) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const [history, setHistory] = useState('');
  const [row, setRow] = useState<MeasuredText | null>(null);
  const items = useItems(model.id);
  const heldOut = useHeldOut(model);
  const isEmpty = history.trim() === '';
  useHotkeys([['mod+Enter', () => !isEmpty && items.mutate(history)]], [], true);

  const take = () => {
    const next = randomHeldOut(heldOut, row?.row ?? null, Math.random);
    if (!next) return;
    setRow(next);
    setHistory(next.prompt);
    items.mutate(next.prompt);
  };

  return (
    <div className={classes.workbench}>
      <Stack gap="md" className={classes.prompt} component="section" aria-labelledby="item-history">
        <Group justify="space-between">
          <Title order={2} size="h4" id="item-history">
            {texts.title}
          </Title>
          {heldOut.length > 0 && (
            <Button variant="default" size="sm" leftSection={<IconDice5 size={16} aria-hidden />} onClick={take}>
              {texts.randomRow}
            </Button>
          )}
        </Group>
        <Textarea
          label={texts.history}
          description={texts.historyHint}
          value={history}
          onChange={(event) => {
            setRow(null);
            setHistory(event.currentTarget.value);
          }}
          autosize
          minRows={6}
          maxRows={16}
        />
      </Stack>
      <Stack gap="md" className={classes.result}>
        <Group>
          <Button
            leftSection={<IconListDetails size={18} aria-hidden />}
            disabled={isEmpty}
            loading={items.isPending}
            onClick={() => items.mutate(history)}
          >
            {texts.recommend}
          </Button>
          <Text size="sm" c="dimmed">
            {texts.recommendHint}
          </Text>
        </Group>
        <Paper withBorder p="md" className={classes.output} component="section" aria-label={texts.result}>
          <ItemList
            recommended={items.data ?? null}
            isPending={items.isPending}
            error={items.error}
            own={row?.reference ?? null}
          />
        </Paper>
      </Stack>
    </div>
  );
}
