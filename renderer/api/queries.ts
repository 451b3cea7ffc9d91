import { keepPreviousData, type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Dataset } from '../../shared/domain/datasets/dataset.ts';
import type { UserSettings } from '../../shared/ipc/contract.ts';
import type { Studio } from './connection.ts';
import type { QueryTopic } from './hostEvents.ts';
import { useStudio } from './StudioProvider.tsx';

/**
 * A read of the studio, kept until the host announces a change of its topic. With `keepPrevious`, what another key has read stays, as
 * placeholder data, until the new is there; with `gcTime` 0, what no part of the page shows any more is not kept.
 */
export function useStudioQuery<T>(
  key: readonly [QueryTopic, ...(string | number)[]],
  read: (studio: Studio, signal: AbortSignal) => Promise<T>,
  { keepPrevious = false, ...options }: { enabled?: boolean; gcTime?: number; keepPrevious?: boolean } = {},
): UseQueryResult<T> {
  const studio = useStudio();
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read(studio, signal),
    ...options,
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
}

export const useHostInfo = () => useStudioQuery(['host'], (studio, signal) => studio.host.info({}, { signal }));

export const useEngineStatus = () =>
  useStudioQuery(['engine'], (studio, signal) => studio.engine.status({}, { signal }));

export const useDatasets = () => useStudioQuery(['datasets'], (studio, signal) => studio.datasets.list({}, { signal }));

export const useDataset = (id: string) =>
  useStudioQuery(['datasets', id], (studio, signal) => studio.datasets.get({ id }, { signal }));

/** Under which a doctor's report is kept. */
export const doctorReportKey = (id: string, version: number) =>
  ['datasets' satisfies QueryTopic, id, 'doctor', version] as const;

/** The report on the current version; `null` where there is none yet. */
export const useDoctorReport = ({ id, version }: Dataset) =>
  useStudioQuery(doctorReportKey(id, version), (studio, signal) => studio.datasets.doctorReport({ id }, { signal }));

export const useRuns = () => useStudioQuery(['runs'], (studio, signal) => studio.runs.list({}, { signal }));

export const useRun = (id: string) =>
  useStudioQuery(['runs', id], (studio, signal) => studio.runs.get({ id }, { signal }));

export const useModels = () => useStudioQuery(['models'], (studio, signal) => studio.models.list({}, { signal }));

export const useModel = (id: string) =>
  useStudioQuery(['models', id], (studio, signal) => studio.models.get({ id }, { signal }));

/** The playground's history, of one model or of all. */
export const useHistory = (modelId?: string) =>
  useStudioQuery(modelId === undefined ? ['history'] : ['history', modelId], (studio, signal) =>
    studio.playground.history(modelId === undefined ? {} : { modelId }, { signal }),
  );

export const useTrash = () =>
  useStudioQuery(['storage', 'trash'], (studio, signal) => studio.trash.list({}, { signal }));

/** What is wrong with single things of the studio. */
export const useStorageProblems = () =>
  useStudioQuery(['storage', 'problems'], (studio, signal) => studio.storage.problems({}, { signal }));

/** What was done about a damaged index; `null` where there was none, or it was dismissed. */
export const useRecovery = () =>
  useStudioQuery(['storage', 'recovery'], (studio, signal) => studio.storage.recovery({}, { signal }));

export const useSettings = () => useStudioQuery(['settings'], (studio, signal) => studio.settings.get({}, { signal }));

/** Changes settings; the interface follows at once and goes back if the host refuses. */
export function useSetSettings() {
  const studio = useStudio();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (patch: Partial<UserSettings>) => studio.settings.set(patch),
    onMutate: (patch) => {
      const before = queryClient.getQueryData<UserSettings>(['settings']);
      if (before) queryClient.setQueryData<UserSettings>(['settings'], { ...before, ...patch });
      return { before };
    },
    onError: (_error, _patch, context) => queryClient.setQueryData(['settings'], context?.before),
    onSuccess: (settings) => queryClient.setQueryData(['settings'], settings),
  });
}
