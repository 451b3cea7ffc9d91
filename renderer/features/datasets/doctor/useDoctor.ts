import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { toAppError } from '../../../../shared/errors/errors.ts';
import { doctorReportKey, useStudio } from '../../../api/index.ts';

export interface Examination {
  /** 0…1 while the rows are looked at, else `null`. */
  share: number | null;
  error: unknown;
  start(again: boolean): void;
  cancel(): void;
}

/** Looks at the rows on request. Whoever leaves ends it. */
export function useExamination(dataset: Dataset): Examination {
  const studio = useStudio();
  const queryClient = useQueryClient();
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);

  const examine = async (again: boolean) => {
    const own = new AbortController();
    controller.current = own;
    setError(null);
    setShare(0);
    try {
      for await (const event of studio.datasets.doctor({ id: dataset.id, again }, { signal: own.signal })) {
        if (event.event === 'done') {
          // Of the version that it is by now, which may be newer than the one that is shown yet.
          queryClient.setQueryData(doctorReportKey(dataset.id, event.report.version), event.report);
        } else setShare(event.total > 0 ? event.done / event.total : 0);
      }
    } catch (thrown) {
      if (!own.signal.aborted) setError(toAppError(thrown));
    } finally {
      setShare(null);
    }
  };
  return { share, error, start: (again) => void examine(again), cancel: () => controller.current?.abort() };
}
