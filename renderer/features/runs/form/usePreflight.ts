import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Preflight } from '../../../../shared/domain/runs/preflight.ts';
import type { PreflightRequest } from '../../../../shared/ipc/contract.ts';
import { type QueryTopic, useStudio } from '../../../api/index.ts';

/** Whoever fills in a form changes several fields in a row: only then is it worth the machine's time. */
const SETTLED_MS = 1000;

/**
 * What a run would take, asked for once the answers have stayed the same for a moment, and again when runs begin or end. Other answers
 * cancel what is under way. `null` while the form is not valid.
 */
export function usePreflight(request: PreflightRequest | null): UseQueryResult<Preflight> {
  const studio = useStudio();
  const key = request && JSON.stringify(request);
  const settled = useSettled(key);
  return useQuery({
    queryKey: ['runs' satisfies QueryTopic, 'preflight', settled ? key : null],
    // A query that nobody looks at any more is aborted: that is what cancels it.
    queryFn: ({ signal }) => studio.runs.preflight(request as PreflightRequest, { signal }),
    enabled: settled && key !== null,
    // Memory and disk are those of the moment; the host remembers what it has measured.
    gcTime: 0,
  });
}

/** Whether a text has been the same for a moment. */
function useSettled(text: string | null): boolean {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled === text;
}
