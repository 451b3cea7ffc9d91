import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { RecipeFindings } from '../../../../shared/domain/tasks/recipeFindings.ts';
import type { ExamineRequest } from '../../../../shared/ipc/contract.ts';
import { type QueryTopic, useStudio } from '../../../api/index.ts';

const TYPING_PAUSE_MS = 300;

/** What the rows are like for a recipe; `undefined` until it is known. Where they cannot be looked at, the training says why. */
export function useRecipeFindings(request: ExamineRequest | null): RecipeFindings | undefined {
  const studio = useStudio();
  const [key] = useDebouncedValue(JSON.stringify(request), TYPING_PAUSE_MS);
  return useQuery({
    queryKey: ['datasets' satisfies QueryTopic, 'examine', key],
    queryFn: ({ signal }) => studio.recipes.examine(JSON.parse(key) as ExamineRequest, { signal }),
    enabled: key !== 'null',
  }).data;
}
