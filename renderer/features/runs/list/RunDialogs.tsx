import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { useStudio } from '../../../api/index.ts';
import { RenameDialog } from '../../../ui/RenameDialog.tsx';
import { TagsDialog } from './TagsDialog.tsx';

export type RunDialogKind = 'rename' | 'tags';

interface Props {
  kind: RunDialogKind;
  run: Run;
  knownTags: readonly string[];
  onClose: () => void;
}

/** Asks for what an action with a run needs. Mount it when it opens. */
export function RunDialogs({ kind, run, knownTags, onClose }: Props) {
  switch (kind) {
    case 'rename':
      return <Rename run={run} onClose={onClose} />;
    case 'tags':
      return <TagsDialog run={run} known={knownTags} onClose={onClose} />;
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
