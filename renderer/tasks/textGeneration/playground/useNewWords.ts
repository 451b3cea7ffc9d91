import { useDebouncedValue } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { ALL_ROWS } from '../../../../shared/domain/datasets/datasetView.ts';
import type { InputField } from '../../../../shared/domain/models/generation.ts';
import { wordsOf } from '../../../../shared/domain/tasks/words.ts';
import { type QueryTopic, useStudio } from '../../../api/index.ts';

/** Words that are looked for: the first ones of what was typed. */
const MOST = 12;
/** Shorter ones stand within others, and say little. */
const SHORTEST = 3;
const TYPING_PAUSE_MS = 400;

/** A word as it stands in the text, capital letters included. */
export function asTyped(word: string, text: string): string {
  const at = text.toLowerCase().indexOf(word);
  const typed = text.slice(at, at + word.length);
  return at >= 0 && typed.toLowerCase() === word ? typed : word;
}

/** Words of the fields that stand nowhere in a data set, not even within others: a model of it never saw them. */
export function useNewWords(datasetId: string | null, inputs: readonly InputField[]): string[] {
  const studio = useStudio();
  const [typed] = useDebouncedValue(inputs.map(({ value }) => value).join('\n'), TYPING_PAUSE_MS);
  const words = wordsOf(typed)
    .filter((word) => word.length >= SHORTEST)
    .slice(0, MOST);
  const found = useQueries({
    queries: words.map((word) => ({
      queryKey: ['datasets' satisfies QueryTopic, datasetId ?? '', 'has', word],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const view = { ...ALL_ROWS, search: `"${word}"` };
        const { total } = await studio.datasets.query({ id: datasetId ?? '', view, offset: 0, limit: 1 }, { signal });
        return total > 0;
      },
      enabled: datasetId !== null,
    })),
  });
  return words.filter((_, index) => found[index]?.data === false).map((word) => asTyped(word, typed));
}
