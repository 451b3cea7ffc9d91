import { ActionIcon, Anchor, Button, Menu, Stack, Table, VisuallyHidden } from '@mantine/core';
import { IconDots, IconFlame, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { toast } from 'sonner';
import { isGoing, type Run } from '../../../shared/domain/run.ts';
import { useRuns, useStudio } from '../../api/index.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RenameDialog } from '../../ui/RenameDialog.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { RunStateBadge } from './RunStateBadge.tsx';
import classes from './runs.module.css';

export default function RunsPage() {
  const { t } = useTranslation('runs');
  const runs = useRuns();
  const newRun = (
    <Button component={Link} to="/train/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('list.newRun')}
    </Button>
  );
  return (
    <Stack gap="lg">
      <PageHeader title={t('list.title')} subtitle={t('list.subtitle')} actions={newRun} />
      {runs.isPending && <LoadingState />}
      {runs.isError && <ErrorAlert error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.data?.length === 0 && (
        <EmptyState icon={<IconFlame size={28} />} title={t('list.emptyTitle')} text={t('list.emptyText')}>
          {newRun}
        </EmptyState>
      )}
      {runs.data !== undefined && runs.data.length > 0 && <RunTable runs={runs.data} />}
    </Stack>
  );
}

interface Dialog {
  kind: 'rename' | 'remove';
  run: Run;
}

function RunTable({ runs }: { runs: readonly Run[] }) {
  const { t } = useTranslation('runs');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  return (
    <>
      <Table.ScrollContainer minWidth={900} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={t('list.label')} highlightOnHover verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('list.name')}</Table.Th>
              <Table.Th>{t('list.state')}</Table.Th>
              <Table.Th>{t('list.dataset')}</Table.Th>
              <Table.Th>{t('list.recipe')}</Table.Th>
              <Table.Th>{t('list.size')}</Table.Th>
              <Table.Th className={classes.number}>{t('list.steps')}</Table.Th>
              <Table.Th className={classes.number}>{t('list.loss')}</Table.Th>
              <Table.Th className={classes.number}>{t('list.validationLoss')}</Table.Th>
              <Table.Th>{t('list.started')}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{t('list.actions')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} onDialog={(kind) => setDialog({ kind, run })} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {dialog && <RunDialog key={`${dialog.kind}/${dialog.run.id}`} dialog={dialog} onClose={() => setDialog(null)} />}
    </>
  );
}

function RunDialog({ dialog, onClose }: { dialog: Dialog; onClose: () => void }) {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  const studio = useStudio();
  const { id, name } = dialog.run;
  const rename = useMutation({
    mutationFn: (newName: string) => studio.runs.rename({ id, name: newName }),
    onSuccess: onClose,
  });
  const remove = useMutation({
    mutationFn: () => studio.runs.remove({ id }),
    onSuccess: () => {
      onClose();
      toast.success(t('list.removed', { name }));
    },
  });
  if (dialog.kind === 'rename') {
    return (
      <RenameDialog
        title={t('list.renameTitle')}
        name={name}
        pending={rename.isPending}
        error={rename.error}
        onClose={onClose}
        onRename={(newName) => rename.mutate(newName)}
      />
    );
  }
  return (
    <ConfirmDialog
      opened
      title={t('list.removeTitle', { name })}
      text={t('list.removeText')}
      confirmLabel={common('remove')}
      pending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    />
  );
}

function RunRow({ run, onDialog }: { run: Run; onDialog: (kind: 'rename' | 'remove') => void }) {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  const format = useFormat();
  const loss = (value: number | null) => (value === null ? t('tile.nothing') : format.loss(value));
  return (
    <Table.Tr>
      <Table.Td maw={260}>
        <Anchor component={Link} to={`/runs/${run.id}`} className={classes.break}>
          {run.name}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <RunStateBadge state={run.state} />
      </Table.Td>
      <Table.Td className={classes.break}>{run.datasetName}</Table.Td>
      <Table.Td>{t(`recipe.${run.recipe.kind}.short`)}</Table.Td>
      <Table.Td>{t(`size.${run.size}.title`)}</Table.Td>
      <Table.Td className={classes.number}>{format.integer(run.step)}</Table.Td>
      <Table.Td className={classes.number}>{loss(run.lastLoss)}</Table.Td>
      <Table.Td className={classes.number}>{loss(run.validationLoss)}</Table.Td>
      <Table.Td>
        <RelativeTime iso={run.createdAt} />
      </Table.Td>
      <Table.Td>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={common('moreActions', { name: run.name })}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onDialog('rename')}>
              {common('rename')}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              disabled={isGoing(run.state)}
              onClick={() => onDialog('remove')}
            >
              {common('remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
