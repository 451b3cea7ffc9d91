import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Run } from '../../../../shared/domain/run.ts';
import { useStudio } from '../../../api/index.ts';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { RenameDialog } from '../../../ui/RenameDialog.tsx';
import { runOptions } from './runList.ts';
import { TagsDialog } from './TagsDialog.tsx';

export type RunDialogKind = 'rename' | 'tags' | 'remove';

interface Props {
  kind: RunDialogKind;
  /** One run, or several to remove together. */
  runs: readonly Run[];
  knownTags: readonly string[];
  onClose: () => void;
}

/** Asks for what an action with a run needs. Mount it when it opens. */
export function RunDialogs({ kind, runs, knownTags, onClose }: Props) {
  const run = runs[0];
  if (!run) return null;
  switch (kind) {
    case 'rename':
      return <Rename run={run} onClose={onClose} />;
    case 'tags':
      return <TagsDialog run={run} known={knownTags} onClose={onClose} />;
    case 'remove':
      return <Remove runs={runs} onClose={onClose} />;
    default:
      throw kind satisfies never;
  }
}

function Rename({ run: { id, name }, onClose }: { run: Run; onClose: () => void }) {
  const { t } = useTranslation('runs');
  const studio = useStudio();
  const rename = useMutation({
    mutationFn: (newName: string) => studio.runs.rename({ id, name: newName }),
    onSuccess: onClose,
  });
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

/** Runs that are going stay; that is said before. */
function Remove({ runs, onClose }: { runs: readonly Run[]; onClose: () => void }) {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  const studio = useStudio();
  const removable = runs.filter((run) => runOptions(run).remove);
  const going = runs.length - removable.length;
  const count = removable.length;
  const name = removable[0]?.name ?? '';
  const remove = useMutation({
    mutationFn: async () => {
      for (const { id } of removable) await studio.runs.remove({ id });
    },
    onSuccess: () => {
      onClose();
      toast.success(count === 1 ? t('list.removed', { name }) : t('list.removedMany', { count }));
    },
  });
  return (
    <ConfirmDialog
      opened
      title={count === 1 ? t('list.removeTitle', { name }) : t('list.removeManyTitle', { count })}
      text={`${count === 1 ? t('list.removeText') : t('list.removeManyText')}${going > 0 ? ` ${t('list.goingStay', { count: going })}` : ''}`}
      confirmLabel={common('remove')}
      pending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    />
  );
}
