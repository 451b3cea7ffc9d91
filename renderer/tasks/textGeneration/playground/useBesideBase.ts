import { useCallback, useEffect, useRef } from 'react';
import type { GenerationSettings, PromptSource } from '../../../../shared/domain/models/generation.ts';
import { type Generation, IDLE } from './generationReducer.ts';
import { useGeneration } from './useGeneration.ts';

export interface BesideBase {
  generation: Generation;
  /** The tuned model's text comes first. */
  isWaiting: boolean;
  /** Writes once the tuned model has written: to its very prompt, or to another one that says the same to the base. */
  follow(settings: GenerationSettings, prompt?: PromptSource): void;
  stop(): void;
  clear(): void;
}

/**
 * What the model that another one was trained on top of writes for the very same prompt. One after the other: both at once would halve
 * the speed of each.
 *
 * @param baseId `null` where there is nothing to set beside it
 */
export function useBesideBase(baseId: string | null, tuned: Generation): BesideBase {
  const { generation, generate, stop: stopOwn, clear: clearOwn } = useGeneration();
  const waiting = useRef<{ settings: GenerationSettings; prompt: PromptSource | undefined } | null>(null);

  useEffect(() => {
    const asked = waiting.current;
    if (asked === null || (tuned.phase !== 'done' && tuned.phase !== 'failed')) return;
    waiting.current = null;
    if (baseId === null || tuned.phase === 'failed' || tuned.finishReason === 'cancelled') return;
    // The prompt as the tuned model got it: the base knows no fields and no template.
    generate({ kind: 'base', id: baseId }, asked.prompt ?? { kind: 'text', text: tuned.prompt }, asked.settings);
  }, [baseId, tuned.phase, tuned.finishReason, tuned.prompt, generate]);

  const clear = useCallback(() => {
    waiting.current = null;
    clearOwn();
  }, [clearOwn]);
  const follow = useCallback(
    (settings: GenerationSettings, prompt?: PromptSource) => {
      clear();
      waiting.current = { settings, prompt };
    },
    [clear],
  );
  const stop = useCallback(() => {
    waiting.current = null;
    stopOwn();
  }, [stopOwn]);
  const isWaiting = waiting.current !== null && generation === IDLE;
  return { generation, isWaiting, follow, stop, clear };
}
