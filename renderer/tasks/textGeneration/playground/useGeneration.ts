import { useCallback, useEffect, useRef, useState } from 'react';
import type { GenerationEvent, GenerationSettings, PromptSource } from '../../../../shared/domain/models/generation.ts';
import { eventsOf } from '../../../../shared/domain/tasks/index.ts';
import { toAppError } from '../../../../shared/errors/errors.ts';
import type { PlayableModel } from '../../../../shared/ipc/contract.ts';
import { useStudio } from '../../../api/index.ts';
import { applyGeneration, endGeneration, type Generation, IDLE, LOADING } from './generationReducer.ts';

/** Tokens come faster than they can be read; they are drawn together. */
const REDRAW_MS = 50;

export interface GenerationControl {
  generation: Generation;
  /** @param mustContain columns whose values the text must contain: it is written again until it does */
  generate(
    model: PlayableModel,
    prompt: PromptSource,
    settings: GenerationSettings,
    mustContain?: readonly string[],
  ): void;
  stop(): void;
  clear(): void;
}

/** Generates one text at a time. Leaving the page stops it. */
export function useGeneration(): GenerationControl {
  const studio = useStudio();
  const [generation, setGeneration] = useState(IDLE);
  const current = useRef<AbortController>(undefined);

  const stop = useCallback(() => current.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const generate = useCallback(
    (model: PlayableModel, prompt: PromptSource, settings: GenerationSettings, mustContain: readonly string[] = []) => {
      current.current?.abort();
      const controller = new AbortController();
      current.current = controller;
      const { signal } = controller;
      let state = LOADING;
      let pending: GenerationEvent[] = [];
      let timer: ReturnType<typeof setTimeout> | undefined;
      // A generation that has been replaced by another one has no screen any more.
      const show = (next: Generation) => {
        state = next;
        if (current.current === controller) setGeneration(next);
      };
      const takeOver = () => {
        clearTimeout(timer);
        timer = undefined;
        const events = pending;
        pending = [];
        show(applyGeneration(state, events, performance.now()));
      };

      const consume = async () => {
        const stream = studio.playground.predict(
          { model, input: { task: 'text-generation', prompt, settings, mustContain: [...mustContain] } },
          { signal },
        );
        for await (const event of eventsOf('text-generation', stream)) {
          pending.push(event);
          timer ??= setTimeout(takeOver, REDRAW_MS);
        }
      };
      show(LOADING);
      consume().then(
        () => {
          takeOver();
          show(endGeneration(state, null));
        },
        (error: unknown) => {
          takeOver();
          show(endGeneration(state, toAppError(error)));
        },
      );
    },
    [studio],
  );

  const clear = useCallback(() => {
    current.current?.abort();
    current.current = undefined;
    setGeneration(IDLE);
  }, []);

  return { generation, generate, stop, clear };
}
