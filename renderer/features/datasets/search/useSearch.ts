import { useEffect, useRef, useState } from 'react';
import { type AppError, toAppError } from '../../../../shared/errors/errors.ts';
import type { SearchEvent, SearchRequest } from '../../../../shared/ipc/contract.ts';
import { useStudio } from '../../../api/index.ts';

export type Found = Extract<SearchEvent, { event: 'found' }>;

export type SearchState =
  | { state: 'idle' }
  /** `share` is `null` while rows are compared and nothing has to be made first. */
  | { state: 'working'; share: number | null }
  | { state: 'done'; found: Found }
  | { state: 'failed'; error: AppError };

/** Searches a data set, one search at a time. Leaving the page cancels it. */
export function useSearch() {
  const studio = useStudio();
  const [state, setState] = useState<SearchState>({ state: 'idle' });
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  const start = async (request: SearchRequest) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    const say = (next: SearchState) => current.current === controller && setState(next);
    say({ state: 'working', share: null });
    try {
      for await (const event of studio.search.find(request, { signal: controller.signal })) {
        if (event.event === 'found') say({ state: 'done', found: event });
        else say({ state: 'working', share: event.total > 0 ? event.done / event.total : 0 });
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      say(error.code === 'cancelled' ? { state: 'idle' } : { state: 'failed', error });
    }
  };
  return { state, start, cancel: () => current.current?.abort() };
}
