import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { DatasetStep } from '../../../../shared/domain/datasets/datasetStep.ts';
import type { ChangeEvent } from '../../../../shared/ipc/contract.ts';
import { useStudio, useStudioQuery } from '../../../api/index.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { errorToast } from '../../../ui/errorToast.ts';
import { OFFER_MS } from '../../../ui/offerTime.ts';

const UNDO_TOAST = 'undo-rows';

/** Share of a change that is done, or `null` when nothing is being changed. */
export type ChangeShare = number | null;

export interface Changes {
  share: ChangeShare;
  canUndo: boolean;
  canRedo: boolean;
  /** Resolves with whether it was done; what went wrong is told. A message that it was done offers to undo it, until the next change. */
  change(step: DatasetStep, message?: string): Promise<boolean>;
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
}

/** Changes a data set, one step at a time. */
export function useChanges(id: string): Changes {
  const studio = useStudio();
  const { t } = useTranslation('rows');
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
      errorToast(errorText(error));
      return false;
    } finally {
      setShare(null);
    }
  };
  const unlessBusy = (open: () => AsyncIterable<ChangeEvent>) => {
    if (share !== null) return Promise.resolve(false);
    // It would undo another change.
    toast.dismiss(UNDO_TOAST);
    return follow(open());
  };
  const undo = () => unlessBusy(() => studio.datasets.undo({ id }));
  const offerUndo = (message: string) =>
    toast.success(message, {
      ...{ id: UNDO_TOAST, duration: OFFER_MS },
      action: { label: t('change.undo'), onClick: () => void undo() },
    });

  return {
    share,
    canUndo: history?.canUndo === true && share === null,
    canRedo: history?.canRedo === true && share === null,
    change: async (step, message) => {
      const done = await unlessBusy(() => studio.datasets.change({ id, step }));
      if (done && message !== undefined) offerUndo(message);
      return done;
    },
    undo,
    redo: () => unlessBusy(() => studio.datasets.redo({ id })),
  };
}

export const useHistoryOf = (id: string) =>
  useStudioQuery(['datasets', id, 'history'], (studio, signal) => studio.datasets.history({ id }, { signal }));
