import { ActionIcon, Anchor, Group, Paper, Text, Title } from '@mantine/core';
import { IconArrowBarToUp, IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import classes from './list.module.css';
import { moveTarget, type QueueMove } from './runList.ts';
import type { RunActions } from './useRunActions.ts';

const MOVES: readonly { move: QueueMove; Icon: typeof IconArrowUp }[] = [
  { move: 'next', Icon: IconArrowBarToUp },
  { move: 'up', Icon: IconArrowUp },
  { move: 'down', Icon: IconArrowDown },
];

/** The runs that wait, in the order of their turns, which can be changed. */
export function QueueSection({ queue, actions }: { queue: readonly Run[]; actions: RunActions }) {
  const { t } = useTranslation('runs');
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="run-queue">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="run-queue">
          {t('queue.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('queue.hint')}
        </Text>
      </Group>
      <ol className={classes.queue}>
        {queue.map((run, place) => (
          <li key={run.id} className={classes.waiting}>
            <Text span c="dimmed" className="tabular" aria-hidden>
              {place + 1}
            </Text>
            <Anchor component={Link} to={`/runs/${run.id}`} className={classes.waitingName}>
              {run.name}
            </Anchor>
            <Group gap={4} wrap="nowrap">
              {MOVES.map(({ move, Icon }) => (
                <MoveButton key={move} {...{ run, queue, move, Icon, actions }} />
              ))}
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('queue.leave', { name: run.name })}
                title={t('page.stopQueued')}
                disabled={actions.busyId === run.id}
                onClick={() => actions.act({ kind: 'stop', run })}
              >
                <IconX size={18} aria-hidden />
              </ActionIcon>
            </Group>
          </li>
        ))}
      </ol>
    </Paper>
  );
}

interface MoveProps {
  run: Run;
  queue: readonly Run[];
  move: QueueMove;
  Icon: typeof IconArrowUp;
  actions: RunActions;
}

/** Stays focusable where it has nowhere to go: who moves a run with the keyboard must not lose the place at the end of the queue. */
function MoveButton({ run, queue, move, Icon, actions }: MoveProps) {
  const { t } = useTranslation('runs');
  const before = moveTarget(queue, run.id, move);
  const impossible = before === undefined;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      className={classes.move}
      aria-label={t(`queue.${move}`, { name: run.name })}
      title={t(`queue.${move}Short`)}
      aria-disabled={impossible}
      data-disabled={impossible}
      onClick={() => before !== undefined && actions.act({ kind: 'move', run, before })}
    >
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
}
