import { create } from 'zustand';

/** What the user has done once, which nothing that is stored tells: kept by the browser. */
interface Marks {
  /** A model was exported. */
  exported: boolean;
  /** The checklist was put out of the way. */
  hidden: boolean;
}

const STORAGE_KEY = 'kindling.checklist';

function remembered(): Marks {
  try {
    const { exported, hidden } = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    return { exported: exported === true, hidden: hidden === true };
  } catch {
    return { exported: false, hidden: false };
  }
}

export const useMarks = create<Marks & { set(patch: Partial<Marks>): void }>((update, get) => ({
  ...remembered(),
  set(patch) {
    update(patch);
    const { exported, hidden } = get();
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ exported, hidden }));
  },
}));
