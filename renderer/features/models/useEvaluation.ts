import { useCallback, useEffect, useRef, useState } from 'react';
import type { MeasureProgress } from '../../../shared/domain/models/measures.ts';
import { type AppError, toAppError } from '../../../shared/errors/errors.ts';
import { useStudio } from '../../api/index.ts';

export type EvaluationState =
  | { state: 'idle' | 'cancelled' }
  | { state: 'working'; progress: MeasureProgress | null }
  | { state: 'failed'; error: AppError };

/** Measures a model anew, each time with a new seed. Leaving the page cancels it; the figures of before are kept then. */
export function useEvaluation(id: string) {
  const studio = useStudio();
  const [state, setState] = useState<EvaluationState>({ state: 'idle' });
  const current = useRef<AbortController>(undefined);
  const cancel = useCallback(() => current.current?.abort(), []);
  useEffect(() => cancel, [cancel]);

  const start = async (fields: readonly string[]) => {
    const controller = new AbortController();
    current.current = controller;
    setState({ state: 'working', progress: null });
    const request = { id, ...(fields.length > 0 && { fields: [...fields] }) };
    try {
      for await (const event of studio.models.evaluate(request, { signal: controller.signal })) {
        if (event.event === 'progress') setState({ state: 'working', progress: event });
      }
      setState({ state: 'idle' });
    } catch (thrown) {
      const error = toAppError(thrown);
      setState(error.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', error });
    }
  };

  return { state, start, cancel };
}
