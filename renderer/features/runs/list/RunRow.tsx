import { Anchor, Badge, Button, Checkbox, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { useRecipeTexts } from '../../../tasks/useTaskTexts.ts';
import { useFormat } from '../../../ui/format.ts';
import { MainMeasure } from '../../../ui/MainMeasure.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { useRunProgress } from '../news/progressStore.ts';
import { RunStateBadge } from '../RunStateBadge.tsx';
import classes from '../runs.module.css';
import styles from './list.module.css';
import type { RunDialogKind } from './RunDialogs.tsx';
import { RunMenu } from './RunMenu.tsx';
import { runOptions } from './runList.ts';
import type { RunActions } from './useRunActions.ts';

interface Props {
  run: Run;
  selected: boolean;
  actions: RunActions;
  onSelect: (selected: boolean) => void;
  onTag: (tag: string) => void;
  onDialog: (kind: RunDialogKind) => void;
  onRemove: () => void;
}

export function RunRow({ run, selected, actions, onSelect, onTag, onDialog, onRemove }: Props) {
  const { t } = useTranslation(['runs', 'bases']);
  const format = useFormat();
  const recipeTexts = useRecipeTexts();
  const loss = (value: number | null) => (value === null ? t('tile.nothing') : format.loss(value));
  return (
    <Table.Tr data-selected={selected || undefined} className={styles.row}>
      <Table.Td className={styles.check}>
        <Checkbox
          aria-label={t('list.select', { name: run.name })}
          checked={selected}
          onChange={(event) => onSelect(event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td miw={112} maw={280}>
        <Stack gap={4}>
          <Anchor component={Link} to={`/runs/${run.id}`} className={classes.break}>
            {run.name}
          </Anchor>
          {run.tags.length > 0 && (
            <div className={styles.tags}>
              {run.tags.map((tag) => (
                <Badge
                  key={tag}
                  component="button"
                  type="button"
                  variant="default"
                  tt="none"
                  size="sm"
                  className={styles.tag}
                  title={t('filter.byTag', { tag })}
                  onClick={() => onTag(tag)}
                >
                  {tag}
                </Badge>
              ))}
            </div>
          )}
        </Stack>
      </Table.Td>
      <Table.Td>
        <RunStateBadge state={run.state} />
        <RowProgress run={run} />
      </Table.Td>
      <Table.Td maw={200}>
        <span className={classes.break}>{run.datasetName}</span>
        <Text size="xs" c="dimmed" className={styles.line}>
          {recipeTexts(run.recipe.kind).title}
        </Text>
      </Table.Td>
      <Table.Td title={run.model.base?.name}>
        {run.model.base
          ? `${format.compact(run.parameters)} · ${t(`bases:tuning.${run.settings.tuning}.title`)}`
          : t(`size.${run.size}.title`)}
      </Table.Td>
      <Table.Td className={classes.number}>{format.integer(run.step)}</Table.Td>
      <Table.Td className={classes.number}>{loss(run.lastLoss)}</Table.Td>
      <Table.Td className={classes.number}>{loss(run.validationLoss)}</Table.Td>
      <Table.Td className={classes.number}>
        <MainMeasure report={run.measures} />
      </Table.Td>
      <Table.Td className={styles.line}>
        <RelativeTime iso={run.createdAt} />
      </Table.Td>
      <Table.Td className="at-hand">
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <MainAction run={run} actions={actions} />
          <RunMenu run={run} actions={actions} onDialog={onDialog} onRemove={onRemove} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function RowProgress({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const share = useRunProgress(run.id);
  if (run.state !== 'training' || share === null) return null;
  return (
    <Group gap={6} wrap="nowrap" mt={4}>
      <Progress.Root size="sm" w={64}>
        <Progress.Section value={share * 100} aria-label={t('page.progress')} />
      </Progress.Root>
      <Text size="xs" c="dimmed" className="tabular">
        {format.percent(share)}
      </Text>
    </Group>
  );
}

/** What one most likely wants of a run that goes on, or that was set aside. */
function MainAction({ run, actions: { act, busyId } }: { run: Run; actions: RunActions }) {
  const { t } = useTranslation('runs');
  const can = runOptions(run);
  const setAside = run.state === 'paused' || run.state === 'interrupted';
  const kind = can.pause ? 'pause' : can.resume && setAside ? 'resume' : null;
  if (kind === null) return null;
  const action = t(
    kind === 'pause' ? 'control.pause' : run.checkpoints.length > 0 ? 'control.resume' : 'control.startAgain',
  );
  const Icon = kind === 'pause' ? IconPlayerPause : IconPlayerPlay;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Icon size={14} aria-hidden />}
      aria-label={t('list.actionOn', { action, name: run.name })}
      loading={busyId === run.id}
      onClick={() => act({ kind, run })}
    >
      {action}
    </Button>
  );
}
