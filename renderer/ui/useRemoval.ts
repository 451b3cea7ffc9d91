import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Removed } from '../../shared/domain/storage.ts';
import { toAppError } from '../../shared/errors/errors.ts';
import { type Studio, useStudio } from '../api/index.ts';
import { useErrorText } from '../i18n/errorText.ts';
import { errorToast } from './errorToast.ts';
import { useFormat } from './format.ts';
import { OFFER_MS } from './offerTime.ts';

export interface RemovalRequest {
  /** Of what is removed; of the first where there are several. */
  name: string;
  count?: number;
  remove(studio: Studio, options: { forGood: boolean }): Promise<readonly Removed[]>;
}

/**
 * Removes at once and offers to undo it. Resolves with whether it was done; what went wrong is told, and on a full disk, where the trash
 * makes no room, it is offered to remove for good.
 */
export function useRemoval(): (request: RemovalRequest) => Promise<boolean> {
  const { t } = useTranslation('trash');
  const studio = useStudio();
  const format = useFormat();
  const errorText = useErrorText();
  const fail = (error: unknown) => errorToast(errorText(error), { duration: OFFER_MS });

  const undo = async (removals: readonly string[], name: string) => {
    try {
      for (const id of removals) await studio.trash.restore({ id });
      toast.success(t('restored', { name }));
    } catch (error) {
      fail(error);
    }
  };
  const forGood = async ({ name, remove }: RemovalRequest) => {
    try {
      await remove(studio, { forGood: true });
      toast.success(t('gone', { name }));
    } catch (error) {
      fail(error);
    }
  };

  return async (request) => {
    const { name, count = 1, remove } = request;
    try {
      const removed = await remove(studio, { forGood: false });
      const removals = removed.flatMap(({ trashId }) => trashId ?? []);
      const text = count === 1 ? t('trashed', { name }) : t('trashedMany', { count, formatted: format.integer(count) });
      toast.success(text, {
        duration: OFFER_MS,
        action: { label: t('undo'), onClick: () => void undo(removals, name) },
      });
      return true;
    } catch (error) {
      if (toAppError(error).code === 'disk_full') {
        errorToast(errorText(error), {
          duration: OFFER_MS,
          action: { label: t('purge'), onClick: () => void forGood(request) },
        });
      } else fail(error);
      return false;
    }
  };
}
