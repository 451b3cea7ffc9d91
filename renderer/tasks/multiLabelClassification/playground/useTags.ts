import { useMutation } from '@tanstack/react-query';
import type { TextSource } from '../../../../shared/domain/models/generation.ts';
import type { EventOf } from '../../../../shared/domain/tasks/index.ts';
import { useStudio } from '../../../api/index.ts';
import { markTried } from '../../../ui/marks.ts';

export type TaggedText = EventOf<'multi-label-classification'>;

/** Labels of one text, asked for when they are wanted. */
export function useTags(modelId: string) {
  const studio = useStudio();
  return useMutation({
    onSuccess: markTried,
    mutationFn: async (source: TextSource): Promise<TaggedText | null> => {
      const input = { task: 'multi-label-classification' as const, texts: [source] };
      for await (const event of studio.playground.predict({ model: { kind: 'model', id: modelId }, input })) {
        if (event.event === 'tags') return event;
      }
      return null;
    },
  });
}
