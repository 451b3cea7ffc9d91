import { create } from 'zustand';
import type { Column } from '../../../../shared/domain/columns.ts';

/** Names of columns that the grid leaves out, by data set: how somebody looks at it, and no change of it. Kept by the browser. */
interface ColumnView {
  hidden: Readonly<Record<string, readonly string[]>>;
  setHidden(datasetId: string, names: readonly string[]): void;
}

const STORAGE_KEY = 'kindling.hiddenColumns';

export const useColumnView = create<ColumnView>()((set, get) => ({
  hidden: remembered(),
  setHidden: (datasetId, names) => {
    const { [datasetId]: _, ...others } = get().hidden;
    const hidden = names.length === 0 ? others : { ...others, [datasetId]: names };
    set({ hidden });
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(hidden));
    } catch {
      // A browser that keeps nothing: it lasts as long as the window.
    }
  },
}));

function remembered(): Record<string, string[]> {
  try {
    const entries = Object.entries(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}'));
    return Object.fromEntries(entries.filter((entry): entry is [string, string[]] => Array.isArray(entry[1])));
  } catch {
    return {};
  }
}

const NONE: readonly string[] = [];
export const useHiddenColumns = (datasetId: string): readonly string[] =>
  useColumnView(({ hidden }) => hidden[datasetId]) ?? NONE;

/** A column that is shown, and its place among all. */
export interface ShownColumn {
  column: Column;
  place: number;
}

/** All but the hidden ones; all of them where nothing would be left. */
export function shownColumns(columns: readonly Column[], hidden: readonly string[]): ShownColumn[] {
  const all = columns.map((column, place) => ({ column, place }));
  const shown = all.filter(({ column }) => !hidden.includes(column.name));
  return shown.length === 0 ? all : shown;
}
