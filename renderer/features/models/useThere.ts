import { useCallback, useEffect, useRef, useState } from 'react';
import type { ThereEvent } from '../../../shared/domain/models/there.ts';
import { type AppError, toAppError } from '../../../shared/errors/errors.ts';
import { useStudio } from '../../api/index.ts';

type Progress = Extract<ThereEvent, { event: 'progress' }>;
type State =
  | { state: 'idle' | 'cancelled' }
  | { state: 'working'; progress: Progress | null }
  | { state: 'done'; result: Extract<ThereEvent, { event: 'done' }> }
  | { state: 'failed'; error: AppError };

/** Has llama.cpp check an export. Leaving the page cancels it. */
export function useThere(id: string, path: string) {
  const studio = useStudio();
  const [state, setState] = useState<State>({ state: 'idle' });
  const current = useRef<AbortController>(undefined);
  const cancel = useCallback(() => current.current?.abort(), []);
  useEffect(() => cancel, [cancel]);

  const start = async () => {
    const controller = new AbortController();
    current.current = controller;
    setState({ state: 'working', progress: null });
    try {
      for await (const event of studio.models.checkThere({ id, path }, { signal: controller.signal })) {
        setState(event.event === 'done' ? { state: 'done', result: event } : { state: 'working', progress: event });
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      setState(error.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', error });
    }
  };

  return { state, start, cancel };
}

/** Where each step begins and ends, in shares of all. */
const SHARES: Readonly<Record<Progress['step'], readonly [number, number]>> = {
  here: [0, 0.5],
  load: [0.5, 0.55],
  there: [0.55, 0.95],
  measure: [0.95, 1],
};

/** Share that is done. */
export function thereShare(progress: Progress | null): number {
  if (!progress) return 0;
  const { step, done, total } = progress;
  const [from, to] = SHARES[step];
  return from + (to - from) * (total > 0 ? done / total : 0);
}
