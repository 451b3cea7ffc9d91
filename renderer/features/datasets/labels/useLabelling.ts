import { useEffect, useRef, useState } from 'react';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { DatasetStep } from '../../../../shared/domain/datasets/datasetStep.ts';
import { useStudio } from '../../../api/index.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { errorToast } from '../../../ui/errorToast.ts';
import { type GivenLabel, MOST_PENDING } from './pendingLabels.ts';

/** After a pause of this length labels are saved. */
const PAUSE_MS = 3000;

export interface Labelling {
  /** Given and not saved yet, in their order. */
  pending: readonly GivenLabel[];
  /** All that were given on this page, the last ones last. */
  given: readonly GivenLabel[];
  isSaving: boolean;
  give(labels: readonly GivenLabel[]): void;
  /** Takes back the label that was given last. Gives its row; `null` where there is none. */
  undo(): Promise<number | null>;
  save(): Promise<void>;
}

/** Labels that are given one after the other and saved together, as edits of the data set. */
export function useLabelling({ id, columns }: Dataset, column: string): Labelling {
  const studio = useStudio();
  const errorText = useErrorText();
  const [given, setGiven] = useState<GivenLabel[]>([]);
  const [pending, setPending] = useState<GivenLabel[]>([]);
  const [isSaving, setSaving] = useState(false);
  const waiting = useRef<GivenLabel[]>([]);
  /** What each edit of the data set holds that this page has made. */
  const saved = useRef<GivenLabel[][]>([]);
  const saving = useRef<Promise<void>>(Promise.resolve());
  const isThere = useRef(false);
  isThere.current ||= columns.some(({ name }) => name === column);

  const change = async (step: DatasetStep) => {
    for await (const _ of studio.datasets.change({ id, step }));
  };
  const set = (labels: GivenLabel[]) => {
    waiting.current = labels;
    setPending(labels);
  };
  /** One after the other: a data set is changed once at a time. */
  const save = (): Promise<void> => {
    saving.current = saving.current.then(async () => {
      const labels = waiting.current;
      if (labels.length === 0) return;
      set([]);
      setSaving(true);
      try {
        if (!isThere.current) await change({ kind: 'add_column', column });
        isThere.current = true;
        const edits = labels.map(({ row, label }) => ({ row, column, value: label }));
        await change({ kind: 'edit_cells', edits });
        saved.current.push(labels);
      } catch (error) {
        // They are not lost: the next ones take them along.
        set([...labels, ...waiting.current]);
        errorToast(errorText(error));
      } finally {
        setSaving(false);
      }
    });
    return saving.current;
  };
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => () => void latest.current(), []);
  useEffect(() => {
    if (pending.length === 0) return;
    const timer = setTimeout(() => void latest.current(), pending.length >= MOST_PENDING ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [pending]);

  return {
    ...{ pending, given, isSaving, save },
    give(labels) {
      set([...waiting.current, ...labels]);
      setGiven((before) => [...before, ...labels]);
    },
    async undo() {
      const last = given.at(-1);
      if (!last) return null;
      if (waiting.current.length > 0) set(waiting.current.slice(0, -1));
      else {
        await saving.current;
        try {
          for await (const _ of studio.datasets.undo({ id }));
          // The edit held others, too: they wait to be saved again.
          set((saved.current.pop() ?? []).slice(0, -1));
        } catch (error) {
          errorToast(errorText(error));
          return null;
        }
      }
      setGiven((before) => before.slice(0, -1));
      return last.row;
    },
  };
}
