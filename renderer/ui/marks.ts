import { create } from 'zustand';

/** What the user has done once, which nothing that is stored tells: kept by the browser. */
interface Marks {
  /** A model gave an answer that no history keeps: a label, a number, items. */
  tried: boolean;
  /** A model was exported. */
  exported: boolean;
  /** The checklist was put out of the way. */
  hidden: boolean;
}

const STORAGE_KEY = 'kindling.checklist';

function remembered(): Marks {
  try {
    const { tried, exported, hidden } = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    return { tried: tried === true, exported: exported === true, hidden: hidden === true };
  } catch {
    return { tried: false, exported: false, hidden: false };
  }
}

export const useMarks = create<Marks & { set(patch: Partial<Marks>): void }>((update, get) => ({
  ...remembered(),
  set(patch) {
    update(patch);
    const { tried, exported, hidden } = get();
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ tried, exported, hidden }));
  },
}));

export const markTried = (): void => useMarks.getState().set({ tried: true });
