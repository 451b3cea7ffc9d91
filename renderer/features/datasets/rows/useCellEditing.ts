import { useRef, useState } from 'react';
import type { Dataset } from '../../../../shared/domain/dataset.ts';
import type { GridPosition } from '../../../ui/gridKeys.ts';
import type { Changes } from './useChanges.ts';
import type { ViewRow } from './useViewRows.ts';

interface Edit {
  position: GridPosition;
  /** Of the row in the data set. */
  number: number;
  before: string;
  text: string;
}

/** The cell that is being edited. Its text is kept here, so that it can be scrolled out of sight. */
export function useCellEditing(dataset: Dataset, changes: Changes) {
  const [edit, setEdit] = useState<Edit | null>(null);
  // A cancelled editor still loses the focus, which would save it.
  const over = useRef(true);

  const end = () => {
    over.current = true;
    setEdit(null);
    document.querySelector<HTMLElement>('[role="grid"]')?.focus();
  };
  return {
    position: edit?.position ?? null,
    text: edit?.text ?? '',
    setText: (text: string) => setEdit((now) => now && { ...now, text }),
    begin(position: GridPosition, row: ViewRow) {
      const before = row.cells[position.column - 1] ?? '';
      over.current = false;
      setEdit({ position, number: row.number, before, text: before });
    },
    cancel: end,
    async save() {
      if (!edit || over.current) return;
      const { number, before, text, position } = edit;
      const column = dataset.columns[position.column - 1]?.name;
      end();
      if (text === before || column === undefined) return;
      await changes.change({ kind: 'edit_cells', edits: [{ row: number, column, value: text }] });
    },
  };
}
