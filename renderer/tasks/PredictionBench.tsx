import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDice5 } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import classes from '../features/playground/playground.module.css';

interface Props {
  texts: { title: string; randomRow: string; run: string; hint: string; result: string };
  icon: ReactNode;
  /** What goes in. */
  children: ReactNode;
  /** What came out. */
  result: ReactNode;
  /** Fills in a held-out row and runs; `null` where there is none. */
  onTake: (() => void) | null;
  onRun: () => void;
  isEmpty: boolean;
  isRunning: boolean;
}

/** A playground of one question and one answer, side by side; Ctrl+Enter asks, too. */
export function PredictionBench({ texts, icon, children, result, onTake, onRun, isEmpty, isRunning }: Props) {
  const title = useId();
  useHotkeys([['mod+Enter', () => !isEmpty && onRun()]], [], true);
  return (
    <div className={classes.workbench}>
      <Stack gap="md" className={classes.prompt} component="section" aria-labelledby={title}>
        <Group justify="space-between">
          <Title order={2} size="h4" id={title}>
            {texts.title}
          </Title>
          {onTake && (
            <Button variant="default" size="sm" leftSection={<IconDice5 size={16} aria-hidden />} onClick={onTake}>
              {texts.randomRow}
            </Button>
          )}
        </Group>
        {children}
      </Stack>
      <Stack gap="md" className={classes.result}>
        <Group>
          <Button leftSection={icon} disabled={isEmpty} loading={isRunning} onClick={onRun}>
            {texts.run}
          </Button>
          <Text size="sm" c="dimmed">
            {texts.hint}
          </Text>
        </Group>
        <Paper withBorder p="md" className={classes.output} component="section" aria-label={texts.result}>
          {result}
        </Paper>
      </Stack>
    </div>
  );
}
