import { useState } from 'react';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { useRuns } from '../../../api/index.ts';
import { useRemoval } from '../../../ui/useRemoval.ts';
import { type RunDialogKind, RunDialogs } from '../list/RunDialogs.tsx';
import { RunMoreMenu } from '../list/RunMoreMenu.tsx';
import { runOptions, tagsOf } from '../list/runList.ts';

/** Compare, rename, tags, link and remove on the page of a run; what drives it has buttons beside. */
export function RunPageMenu({ run, onRemoved }: { run: Run; onRemoved: () => void }) {
  const runs = useRuns().data ?? [];
  const [dialog, setDialog] = useState<RunDialogKind | null>(null);
  const removeAny = useRemoval();
  const remove = async () => {
    const { id, name } = run;
    const removed = await removeAny({
      name,
      remove: async ({ runs: studio }, options) => [await studio.remove({ id, ...options })],
    });
    if (removed) onRemoved();
  };
  return (
    <>
      <RunMoreMenu
        run={run}
        size="lg"
        removable={runOptions(run).remove}
        onDialog={setDialog}
        onRemove={() => void remove()}
      />
      {dialog && <RunDialogs kind={dialog} run={run} knownTags={tagsOf(runs)} onClose={() => setDialog(null)} />}
    </>
  );
}
