import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ServerState } from '../../shared/domain/models/server.ts';
import type { Studio } from './connection.ts';
import { useStudioQuery } from './queries.ts';
import { useFollow, useStudio } from './StudioProvider.tsx';

const STATE_KEY = ['server', 'state'] as const;
/** Requests of the log that are shown. */
export const SHOWN_REQUESTS = 100;

/** Whether the server is on, with which models; as of the last change. */
export const useServerState = () => useStudioQuery(STATE_KEY, (studio, signal) => studio.server.state({}, { signal }));

/** The same, with figures as they come. */
export function useLiveServer() {
  const queryClient = useQueryClient();
  useFollow(
    'server',
    (studio, signal) => studio.server.watch({}, { signal }),
    (state) => queryClient.setQueryData<ServerState>(STATE_KEY, state),
  );
  return useServerState();
}

/** Of what is read again with every count of requests, none is kept but the newest. */
const COUNTED = { keepPrevious: true, gcTime: 0 };

/** With how often each was used: read again whenever there are more requests. */
export const useServerKeys = (requests: number) =>
  useStudioQuery(['server', 'keys', requests], (studio, signal) => studio.server.keys({}, { signal }), COUNTED);

/** The newest requests; read again whenever there are more. */
export const useServerLog = (requests: number) =>
  useStudioQuery(
    ['server', 'log', requests],
    (studio, signal) => studio.server.log({ limit: SHOWN_REQUESTS }, { signal }),
    COUNTED,
  );

/** Changes the server, and shows what it is then. */
export function useChangeServer<I>(change: (studio: Studio, input: I) => Promise<ServerState>) {
  const studio = useStudio();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => change(studio, input),
    onSuccess: (state) => queryClient.setQueryData<ServerState>(STATE_KEY, state),
  });
}
