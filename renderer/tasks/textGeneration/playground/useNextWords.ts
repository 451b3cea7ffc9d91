import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { GenerationSettings, NextWord, PromptSource } from '../../../../shared/domain/models/generation.ts';
import { eventsOf } from '../../../../shared/domain/tasks/index.ts';
import { useStudio } from '../../../api/index.ts';

const COUNT = 10;

/** Asks a model for the likeliest next words. Leaving the page gives it up. */
export function useNextWords(modelId: string) {
  const studio = useStudio();
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  return useMutation({
    mutationFn: async ({ prompt, settings }: { prompt: PromptSource; settings: GenerationSettings }) => {
      current.current?.abort();
      const controller = new AbortController();
      current.current = controller;
      const input = { task: 'text-generation' as const, prompt, settings, nextWords: COUNT };
      const request = { model: { kind: 'model' as const, id: modelId }, input };
      const stream = studio.playground.predict(request, { signal: controller.signal });
      let found: readonly NextWord[] = [];
      for await (const event of eventsOf('text-generation', stream)) if (event.event === 'words') found = event.words;
      return found;
    },
  });
}
