import { useMutation } from '@tanstack/react-query';
import type { EventOf, InputOf } from '../../../../shared/domain/tasks/index.ts';
import { useStudio } from '../../../api/index.ts';
import { markTried } from '../../../ui/marks.ts';

export type Compared = EventOf<'sentence-similarity'>;

/** How near texts are to one, asked for when it is wanted. */
export function useMatches(modelId: string) {
  const studio = useStudio();
  return useMutation({
    onSuccess: markTried,
    mutationFn: async (given: Omit<InputOf<'sentence-similarity'>, 'task'>): Promise<Compared | null> => {
      const input = { task: 'sentence-similarity' as const, ...given };
      for await (const event of studio.playground.predict({ model: { kind: 'model', id: modelId }, input })) {
        if (event.event === 'similarities') return event;
      }
      return null;
    },
  });
}
