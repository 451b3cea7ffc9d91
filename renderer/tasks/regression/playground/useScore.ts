import { useMutation } from '@tanstack/react-query';
import type { TextSource } from '../../../../shared/domain/models/generation.ts';
import type { EventOf } from '../../../../shared/domain/tasks/index.ts';
import { useStudio } from '../../../api/index.ts';
import { markTried } from '../../../ui/marks.ts';

export type ScoredText = EventOf<'regression'>;

/** The number of one text, asked for when it is wanted. */
export function useScore(modelId: string) {
  const studio = useStudio();
  return useMutation({
    onSuccess: markTried,
    mutationFn: async (source: TextSource): Promise<ScoredText | null> => {
      const input = { task: 'regression' as const, texts: [source] };
      for await (const event of studio.playground.predict({ model: { kind: 'model', id: modelId }, input })) {
        if (event.event === 'score') return event;
      }
      return null;
    },
  });
}
