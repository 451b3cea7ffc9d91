import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { useStudio } from '../../../api/index.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { errorToast } from '../../../ui/errorToast.ts';
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

/** The cell that is being edited; `placeOf` tells the place in the data set of a column of the grid. Its text is kept here, so that it can be scrolled out of sight. */
export function useCellEditing(dataset: Dataset, changes: Changes, placeOf: (gridColumn: number) => number) {
  const studio = useStudio();
  const errorText = useErrorText();
  const { t } = useTranslation('rows');
  const [edit, setEdit] = useState<Edit | null>(null);
  // A cancelled editor still loses the focus, which would save it.
  const over = useRef(true);

  const end = () => {
    over.current = true;
    setEdit(null);
    document.querySelector<HTMLElement>('[role="grid"]')?.focus();
  };
  /** `null` where it cannot be had, which is told. */
  const wholeText = async (row: number, place: number): Promise<string | null> => {
    try {
      const column = dataset.columns[place]?.name ?? '';
      const { text, length } = await studio.datasets.cell({ id: dataset.id, version: dataset.version, row, column });
      if (length === text.length) return text;
      errorToast(t('edit.tooLong'));
    } catch (error) {
      errorToast(errorText(error));
    }
    return null;
  };
  return {
    position: edit?.position ?? null,
    text: edit?.text ?? '',
    setText: (text: string) => setEdit((now) => now && { ...now, text }),
    async begin(position: GridPosition, row: ViewRow) {
      const place = placeOf(position.column);
      const shown = row.cells[place] ?? '';
      // What is saved must be the whole text.
      const before = row.cut.has(place) ? await wholeText(row.number, place) : shown;
      if (before === null) return;
      over.current = false;
      setEdit({ position, number: row.number, before, text: before });
    },
    cancel: end,
    async save() {
      if (!edit || over.current) return;
      const { number, before, text, position } = edit;
      const column = dataset.columns[placeOf(position.column)]?.name;
      end();
      if (text === before || column === undefined) return;
      await changes.change({ kind: 'edit_cells', edits: [{ row: number, column, value: text }] });
    },
  };
}
