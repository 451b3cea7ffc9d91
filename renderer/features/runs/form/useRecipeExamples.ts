import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { Split } from '../../../../shared/domain/datasets/split.ts';
import type { TruncationSide } from '../../../../shared/domain/runs/training.ts';
import type { RecipeRequest } from '../../../../shared/domain/tasks/index.ts';
import { type QueryTopic, useStudio } from '../../../api/index.ts';

const ROWS = 3;
const TYPING_PAUSE_MS = 250;

/** What the tokens of examples depend on besides the recipe. */
export interface TokenSettings {
  size: SizeName;
  /** Whose tokenizer it is, where the run starts from a model. */
  base: string | undefined;
  context_length: number;
  truncation_side: TruncationSide;
  seed: number;
  split: Split | null;
}

/** The first rows as the model will see them, checked by the host: as text at once, and token for token when that is known. */
export function useRecipeExamples(datasetId: string, request: RecipeRequest | null, run: TokenSettings) {
  const studio = useStudio();
  const [key] = useDebouncedValue(JSON.stringify(request), TYPING_PAUSE_MS);
  const preview = useQuery({
    queryKey: ['datasets', datasetId, 'preview', key],
    queryFn: ({ signal }) =>
      studio.recipes.preview({ datasetId, recipe: JSON.parse(key) as RecipeRequest, rows: ROWS }, { signal }),
    enabled: key !== 'null',
    placeholderData: keepPreviousData,
  });
  const isShown = request !== null && preview.isSuccess && !preview.isPlaceholderData;
  const tokens = useTokens(isShown ? { datasetId, key, run } : null);
  return { preview, tokens, isShown };
}
export type RecipeExamples = ReturnType<typeof useRecipeExamples>;

/** Asked for when the text has settled: a tokenizer has to be trained for it. */
function useTokens(asked: { datasetId: string; key: string; run: TokenSettings } | null) {
  const studio = useStudio();
  const current = asked && JSON.stringify(asked);
  const [settled] = useDebouncedValue(current, TYPING_PAUSE_MS);
  const recipe = asked && JSON.stringify([asked.datasetId, asked.key]);
  const query = useQuery({
    queryKey: ['datasets' satisfies QueryTopic, asked?.datasetId, 'tokens', recipe, settled],
    queryFn: ({ signal }) => {
      const { datasetId, key, run } = JSON.parse(settled as string) as NonNullable<typeof asked>;
      const { size, base, split, ...settings } = run;
      const recipe = JSON.parse(key) as RecipeRequest;
      return studio.recipes.tokens(
        { datasetId, recipe, size, base, settings, rows: ROWS, ...(split && { split }) },
        { signal },
      );
    },
    enabled: settled !== null && settled === current,
    // The same examples by other settings stay where they are until the new ones are there.
    placeholderData: (before, query) => (query?.queryKey[3] === recipe ? before : undefined),
  });
  return { ...query, isCurrent: settled === current && !query.isPlaceholderData };
}
