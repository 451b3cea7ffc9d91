import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { toast } from 'sonner';
import type { Thresholds } from '../../../shared/domain/tasks/thresholds.ts';
import { useStudio, useStudioQuery } from '../../api/index.ts';
import { useErrorText } from '../../i18n/errorText.ts';
import { errorToast } from '../../ui/errorToast.ts';
import { OFFER_MS } from '../../ui/offerTime.ts';
import { useOwnTexts } from '../useOwnTexts.ts';
import { forgetEarlier, readEarlier } from './earlierThresholds.ts';
import { OWN_TEXTS } from './ownTexts.ts';

export interface ChosenThresholds {
  /** That the model tells. */
  labels: readonly string[];
  thresholds: Thresholds;
  /** Keeps others in their place, and offers to take that back. */
  choose(thresholds: Thresholds): Promise<void>;
}

/** From which probability on each label of a model is told, as the home has it: every window and program uses the same. */
export function useThresholds(modelId: string): ChosenThresholds {
  const { thresholds: texts } = useOwnTexts(OWN_TEXTS);
  const studio = useStudio();
  const errorText = useErrorText();
  const queries = useQueryClient();
  const key = ['models', modelId, 'thresholds'] as const;
  const found = useStudioQuery(key, (client, signal) => client.models.thresholds({ id: modelId }, { signal })).data;
  /** What this window knows of: something else was chosen elsewhere. */
  const seen = useRef<string | null>(null);

  const keep = async (thresholds: Thresholds) => {
    try {
      // Before the host says that they have changed.
      seen.current = null;
      queries.setQueryData(key, await studio.models.setThresholds({ id: modelId, thresholds }));
      return true;
    } catch (error) {
      errorToast(errorText(error), { duration: OFFER_MS });
      return false;
    }
  };
  const choose = async (thresholds: Thresholds) => {
    const before = found?.thresholds ?? {};
    if (!(await keep(thresholds))) return;
    toast.success(texts.kept, {
      id: key.join(' '),
      duration: OFFER_MS,
      action: { label: texts.undo, onClick: () => void keep(before) },
    });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found is all that it hangs on
  useEffect(() => {
    if (!found) return;
    const earlier = readEarlier(localStorage, modelId, found.labels);
    if (earlier && Object.keys(found.thresholds).length === 0)
      // Where the home could not take them, they stay for the next time.
      void keep(earlier).then((isKept) => isKept && forgetEarlier(localStorage, modelId));
    else if (earlier) forgetEarlier(localStorage, modelId);
    const now = JSON.stringify(found.thresholds);
    if (seen.current !== null && seen.current !== now)
      toast.info(texts.elsewhere, { id: `${key.join(' ')} elsewhere` });
    seen.current = now;
  }, [found]);

  return { labels: found?.labels ?? [], thresholds: found?.thresholds ?? {}, choose };
}
