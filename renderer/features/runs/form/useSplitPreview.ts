import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { SplitPreview } from '../../../../shared/domain/datasets/split.ts';
import type { SplitPreviewRequest } from '../../../../shared/ipc/contract.ts';
import { type QueryTopic, useStudio } from '../../../api/index.ts';

const TYPING_PAUSE_MS = 300;

/** What the split of the form would make of the data set; other answers cancel what is under way. `null` while the form is not valid. */
export function useSplitPreview(request: SplitPreviewRequest | null): UseQueryResult<SplitPreview> {
  const studio = useStudio();
  const [key] = useDebouncedValue(JSON.stringify(request), TYPING_PAUSE_MS);
  return useQuery({
    queryKey: ['datasets' satisfies QueryTopic, 'split', key],
    queryFn: ({ signal }) => studio.datasets.splitPreview(JSON.parse(key) as SplitPreviewRequest, { signal }),
    enabled: key !== 'null',
    placeholderData: keepPreviousData,
  });
}
