import { useState } from 'react';
import type { Column } from '../../../../shared/domain/columns.ts';
import { readDraft, type TrainDraft, writeDraft } from './trainDraft.ts';

/** The answers of a form, kept from the first change on until a run is started with them. */
export interface KeptDraft {
  draft: TrainDraft;
  /** Whether something was changed, now or before a reload. */
  isChanged: boolean;
  change(patch: Partial<TrainDraft>): void;
  /** Answers that nobody gave: what is recommended by what is known now. */
  follow(patch: Partial<TrainDraft>): void;
  /** The answers that the form began with; gives back those that there were. */
  startOver(): TrainDraft;
  forget(): void;
}

/** `begin` makes the answers of a fresh form; it is asked once, and when the form starts over. */
export function useTrainDraft(key: string, columns: readonly Column[], begin: () => TrainDraft): KeptDraft {
  const [kept, setKept] = useState(() => {
    const stored = readDraft(localStorage, key, columns);
    return { draft: stored ?? begin(), isChanged: stored !== null };
  });
  return {
    ...kept,
    change(patch) {
      setKept((before) => {
        const draft = { ...before.draft, ...patch };
        writeDraft(localStorage, key, draft);
        return { draft, isChanged: true };
      });
    },
    follow(patch) {
      setKept((before) => {
        const draft = { ...before.draft, ...patch };
        if (before.isChanged) writeDraft(localStorage, key, draft);
        return { ...before, draft };
      });
    },
    startOver() {
      writeDraft(localStorage, key, null);
      setKept({ draft: begin(), isChanged: false });
      return kept.draft;
    },
    forget: () => writeDraft(localStorage, key, null),
  };
}
