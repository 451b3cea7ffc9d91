import { useCallback, useEffect, useRef, useState } from 'react';
import type { GivenOptions } from '../../../shared/domain/formats/format.ts';
import type { OllamaEvent } from '../../../shared/domain/models/ollama.ts';
import { type AppError, toAppError } from '../../../shared/errors/errors.ts';
import { useStudio } from '../../api/index.ts';
import { useMarks } from '../../ui/marks.ts';

type Progress = Extract<OllamaEvent, { event: 'progress' }>;
type State =
  | { state: 'idle' | 'cancelled' }
  | { state: 'working'; progress: Progress | null }
  | { state: 'done'; result: Extract<OllamaEvent, { event: 'done' }> }
  | { state: 'failed'; error: AppError };

/** Makes a model in Ollama. Leaving the page cancels it. */
export function useOllama(id: string) {
  const studio = useStudio();
  const [state, setState] = useState<State>({ state: 'idle' });
  const current = useRef<AbortController>(undefined);
  const cancel = useCallback(() => current.current?.abort(), []);
  useEffect(() => cancel, [cancel]);

  const start = async (options: GivenOptions, name: string) => {
    const controller = new AbortController();
    current.current = controller;
    setState({ state: 'working', progress: null });
    try {
      for await (const event of studio.models.makeInOllama({ id, options, name }, { signal: controller.signal })) {
        if (event.event === 'done') useMarks.getState().set({ exported: true });
        setState(event.event === 'done' ? { state: 'done', result: event } : { state: 'working', progress: event });
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      setState(error.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', error });
    }
  };

  return { state, start, cancel };
}

/** Where each step begins, in shares of all. */
const BEGINS: Readonly<Record<Progress['step'], number>> = { write: 0, verify: 0.4, upload: 0.5, create: 0.95 };
const ENDS: Readonly<Record<Progress['step'], number>> = { write: 0.4, verify: 0.5, upload: 0.95, create: 1 };

/** Share that is done. */
export function ollamaShare(progress: Progress | null): number {
  if (!progress) return 0;
  const { step, done, total } = progress;
  return BEGINS[step] + (ENDS[step] - BEGINS[step]) * (total > 0 ? done / total : 0);
}
