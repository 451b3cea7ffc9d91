import { useMutation } from '@tanstack/react-query';
import type { EventOf } from '../../../../shared/domain/tasks/index.ts';
import { useStudio } from '../../../api/index.ts';
import { markTried } from '../../../ui/marks.ts';

export type Recommended = EventOf<'recommendation'>;

/** What is recommended after a history, asked for when it is wanted. */
export function useItems(modelId: string) {
  const studio = useStudio();
  return useMutation({
    onSuccess: markTried,
    mutationFn: async (text: string): Promise<Recommended | null> => {
      const input = { task: 'recommendation' as const, texts: [{ kind: 'text' as const, text }] };
      for await (const event of studio.playground.predict({ model: { kind: 'model', id: modelId }, input })) {
        if (event.event === 'items') return event;
      }
      return null;
    },
  });
}
