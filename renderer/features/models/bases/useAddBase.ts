import { useCallback, useEffect, useRef, useState } from 'react';
import type { BaseModel } from '../../../../shared/domain/models/base.ts';
import { type AppError, toAppError } from '../../../../shared/errors/errors.ts';
import type { BaseEvent, BaseToAdd } from '../../../../shared/ipc/contract.ts';
import { useStudio } from '../../../api/index.ts';

export type AddState =
  | { state: 'idle' }
  | { state: 'working'; name: string; progress: Extract<BaseEvent, { event: 'progress' }> | null }
  | { state: 'failed'; name: string; error: AppError };

/** Adds one model at a time. Leaving the page cancels it: then nothing is listed that was not looked at as a whole. */
export function useAddBase(onAdded: (base: BaseModel) => void) {
  const studio = useStudio();
  const [state, setState] = useState<AddState>({ state: 'idle' });
  const current = useRef<AbortController>(undefined);
  const cancel = useCallback(() => current.current?.abort(), []);
  useEffect(() => cancel, [cancel]);
  const dismiss = useCallback(() => setState({ state: 'idle' }), []);

  /** `name` is what the model is called while it is looked at. */
  const start = async (source: BaseToAdd, name: string) => {
    const controller = new AbortController();
    current.current = controller;
    setState({ state: 'working', name, progress: null });
    try {
      for await (const event of studio.bases.add({ source }, { signal: controller.signal })) {
        if (event.event === 'progress') setState({ state: 'working', name, progress: event });
        else onAdded(event.base);
      }
      setState({ state: 'idle' });
    } catch (thrown) {
      const error = toAppError(thrown);
      setState(error.code === 'cancelled' ? { state: 'idle' } : { state: 'failed', name, error });
    }
  };

  return { state, start, cancel, dismiss };
}
