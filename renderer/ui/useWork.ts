import { useEffect, useRef, useState } from 'react';
import { type AppError, toAppError } from '../../shared/errors/errors.ts';

export type Work<R> =
  | { state: 'idle' | 'cancelled' }
  /** `share` is 0…1. */
  | { state: 'working'; share: number }
  | { state: 'done'; result: R }
  | { state: 'failed'; error: AppError };

/** One piece of work that takes a while, and tells how far it is. Leaving the page cancels it. */
export function useWork<R>() {
  const [work, setWork] = useState<Work<R>>({ state: 'idle' });
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  const start = async (run: (signal: AbortSignal, tell: (share: number) => void) => Promise<R>) => {
    const controller = new AbortController();
    current.current = controller;
    setWork({ state: 'working', share: 0 });
    try {
      const result = await run(controller.signal, (share) => setWork({ state: 'working', share }));
      setWork({ state: 'done', result });
    } catch (thrown) {
      const error = toAppError(thrown);
      setWork(error.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', error });
    }
  };
  return { work, start, cancel: () => current.current?.abort() };
}
