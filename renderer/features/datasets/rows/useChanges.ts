import { useState } from 'react';
import { toast } from 'sonner';
import type { DatasetStep } from '../../../../shared/domain/datasetStep.ts';
import type { ChangeEvent } from '../../../../shared/ipc/contract.ts';
import { useStudio, useStudioQuery } from '../../../api/index.ts';
import { useErrorText } from '../../../i18n/errorText.ts';

/** Share of a change that is done, or `null` when nothing is being changed. */
export type ChangeShare = number | null;

export interface Changes {
  share: ChangeShare;
  canUndo: boolean;
  canRedo: boolean;
  /** Resolves with whether it was done; what went wrong is told. */
  change(step: DatasetStep): Promise<boolean>;
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
}

/** Changes a data set, one step at a time. */
export function useChanges(id: string): Changes {
  const studio = useStudio();
  const errorText = useErrorText();
  const { data: history } = useHistoryOf(id);
  const [share, setShare] = useState<ChangeShare>(null);

  const follow = async (events: AsyncIterable<ChangeEvent>): Promise<boolean> => {
    setShare(0);
    try {
      for await (const event of events) {
        if (event.event === 'progress') setShare(event.total > 0 ? event.done / event.total : 0);
      }
      return true;
    } catch (error) {
      toast.error(errorText(error));
      return false;
    } finally {
      setShare(null);
    }
  };
  const unlessBusy = (open: () => AsyncIterable<ChangeEvent>) =>
    share === null ? follow(open()) : Promise.resolve(false);

  return {
    share,
    canUndo: history?.canUndo === true && share === null,
    canRedo: history?.canRedo === true && share === null,
    change: (step) => unlessBusy(() => studio.datasets.change({ id, step })),
    undo: () => unlessBusy(() => studio.datasets.undo({ id })),
    redo: () => unlessBusy(() => studio.datasets.redo({ id })),
  };
}

export const useHistoryOf = (id: string) =>
  useStudioQuery(['datasets', id, 'history'], (studio, signal) => studio.datasets.history({ id }, { signal }));
