import { Button, Stack } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useAddressState } from '../../../ui/useAddressState.ts';
import { useRemoval } from '../../../ui/useRemoval.ts';
import { QueueSection } from './QueueSection.tsx';
import { type RunDialogKind, RunDialogs } from './RunDialogs.tsx';
import { RunFilterBar } from './RunFilterBar.tsx';
import { RunTable } from './RunTable.tsx';
import { filterAddress, filterRuns, NO_FILTER, queueOf, runOptions, tagsOf } from './runList.ts';
import { useRunActions } from './useRunActions.ts';

/** All runs: those that wait in their order, then every one of them with what can be done. */
export function RunList({ runs }: { runs: readonly Run[] }) {
  const { t } = useTranslation('runs');
  const [filter, setFilter] = useAddressState(filterAddress);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<{ kind: RunDialogKind; run: Run } | null>(null);
  const removeAny = useRemoval();
  const actions = useRunActions();
  const tags = tagsOf(runs);
  // A tag that no run has any more must not go on hiding runs.
  const inUse = { ...filter, tags: filter.tags.filter((tag) => tags.includes(tag)) };
  const shown = filterRuns(runs, inUse);
  // What is hidden is not acted upon.
  const selected = shown.filter(({ id }) => ticked.has(id));
  const queue = queueOf(runs);
  const select = (ids: readonly string[], wanted: boolean) => {
    const next = new Set(ticked);
    for (const id of ids) wanted ? next.add(id) : next.delete(id);
    setTicked(next);
  };
  /** Those that are going stay. */
  const remove = async (chosen: readonly Run[]) => {
    const removable = chosen.filter((run) => runOptions(run).remove);
    const going = chosen.length - removable.length;
    await removeAny({
      name: removable[0]?.name ?? '',
      count: removable.length,
      remove: async ({ runs: studio }, options) => {
        const removed = [];
        for (const { id } of removable) removed.push(await studio.remove({ id, ...options }));
        return removed;
      },
    });
    if (going > 0) toast.info(t('list.goingStay', { count: going }));
  };
  const { failed } = actions;
  return (
    <Stack gap="md">
      {failed && (
        <ErrorAlert
          title={t('list.actionFailed', { name: failed.name })}
          error={failed.error}
          onClose={actions.dismiss}
        />
      )}
      {queue.length > 0 && <QueueSection queue={queue} actions={actions} />}
      <RunFilterBar
        filter={inUse}
        tags={tags}
        selected={selected}
        onFilter={setFilter}
        onRemove={() => void remove(selected)}
      />
      {shown.length > 0 ? (
        <RunTable
          runs={shown}
          selected={ticked}
          actions={actions}
          onSelect={select}
          onTag={(tag) => setFilter({ ...inUse, tags: [...new Set([...inUse.tags, tag])] })}
          onDialog={(kind, run) => setDialog({ kind, run })}
          onRemove={(run) => void remove([run])}
        />
      ) : (
        <EmptyState icon={<IconFilterOff size={28} />} title={t('filter.nothingTitle')} text={t('filter.nothingText')}>
          <Button variant="default" onClick={() => setFilter(NO_FILTER)}>
            {t('filter.reset')}
          </Button>
        </EmptyState>
      )}
      {dialog && (
        <RunDialogs
          key={`${dialog.kind}/${dialog.run.id}`}
          kind={dialog.kind}
          run={dialog.run}
          knownTags={tags}
          onClose={() => setDialog(null)}
        />
      )}
    </Stack>
  );
}
