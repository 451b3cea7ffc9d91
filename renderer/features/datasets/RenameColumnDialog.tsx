import { useTranslation } from 'react-i18next';
import { RenameDialog } from '../../ui/RenameDialog.tsx';
import type { Changes } from './rows/useChanges.ts';

interface Props {
  column: string;
  changes: Changes;
  onRenamed: (name: string) => void;
  onClose: () => void;
}

/** Asks for another name of a column; the renaming makes a version, and can be undone. */
export function RenameColumnDialog({ column, changes, onRenamed, onClose }: Props) {
  const { t } = useTranslation('rows');
  const rename = async (name: string) => {
    if (name === column) onClose();
    else if (await changes.change({ kind: 'rename_column', column, name }, t('column.renamed', { column, name }))) {
      onRenamed(name);
      onClose();
    }
  };
  return (
    <RenameDialog
      title={t('column.renameTitle')}
      name={column}
      pending={changes.share !== null}
      onRename={(name) => void rename(name)}
      onClose={onClose}
    />
  );
}
