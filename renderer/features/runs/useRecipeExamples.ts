import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { SizeName } from '../../../shared/domain/model.ts';
import type { RecipeRequest } from '../../../shared/domain/recipe.ts';
import type { Split } from '../../../shared/domain/split.ts';
import type { TruncationSide } from '../../../shared/domain/training.ts';
import { useStudio } from '../../api/index.ts';

const ROWS = 3;
const TYPING_PAUSE_MS = 250;

/** What the tokens of examples depend on besides the recipe. */
export interface TokenSettings {
  size: SizeName;
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
  const { tokens, isOfAnswers } = useTokens(isShown ? { datasetId, key, run } : null);
  /** Whether what was counted is of the answers that there are now. */
  const isCounted = isOfAnswers && tokens.isSuccess;
  return { preview, tokens, isShown, isCounted };
}
export type RecipeExamples = ReturnType<typeof useRecipeExamples>;

/** Asked for when the text has settled: a tokenizer has to be trained for it. */
function useTokens(asked: { datasetId: string; key: string; run: TokenSettings } | null) {
  const studio = useStudio();
  const wanted = asked && JSON.stringify(asked);
  const [settled] = useDebouncedValue(wanted, TYPING_PAUSE_MS);
  const isOfAnswers = settled !== null && settled === wanted;
  const tokens = useQuery({
    queryKey: ['datasets', asked?.datasetId, 'tokens', settled],
    queryFn: ({ signal }) => {
      const { datasetId, key, run } = JSON.parse(settled as string) as NonNullable<typeof asked>;
      const { size, split, ...settings } = run;
      const recipe = JSON.parse(key) as RecipeRequest;
      return studio.recipes.tokens(
        { datasetId, recipe, size, settings, rows: ROWS, ...(split && { split }) },
        { signal },
      );
    },
    enabled: isOfAnswers,
  });
  return { tokens, isOfAnswers };
}
