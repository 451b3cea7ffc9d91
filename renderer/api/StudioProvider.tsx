import { onlineManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { AppError, toAppError } from '../../shared/errors/errors.ts';
import { type ConnectionState, followStream, type Studio, type StudioConnection } from './connection.ts';
import { applyHostEvent } from './hostEvents.ts';

const ConnectionContext = createContext<StudioConnection | null>(null);

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The host says what has changed; until then, what was read stays true.
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 3 && error instanceof AppError && error.code === 'connection_lost',
      },
      // A change that cannot be sent now is not sent later, unasked: it fails and says so.
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** Gives the page its connection to the studio and a cache that follows what the host announces. */
export function StudioProvider({ connection, children }: { connection: StudioConnection; children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);

  useEffect(() => {
    const follow = new AbortController();
    // While the connection is lost, queries pause; when it is back, they go on.
    const update = () => onlineManager.setOnline(connection.state === 'open' || connection.state === 'connecting');
    update();
    const stop = connection.subscribe(update);
    void (async () => {
      const open = () => {
        // What happened before the stream was open is not announced on it: read everything again.
        void queryClient.invalidateQueries();
        return connection.studio.host.watch({}, { signal: follow.signal });
      };
      for await (const event of followStream(connection, open, follow.signal)) applyHostEvent(queryClient, event);
    })().catch((error: unknown) => {
      if (toAppError(error).code !== 'cancelled') console.error('host.watch ended', error);
    });
    return () => {
      follow.abort();
      stop();
    };
  }, [connection, queryClient]);

  return (
    <ConnectionContext value={connection}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </ConnectionContext>
  );
}

export function useConnection(): StudioConnection {
  const connection = use(ConnectionContext);
  if (!connection) throw new Error('useConnection needs a StudioProvider');
  return connection;
}

/** The typed client of the contract; the same object for the life of the page. */
export function useStudio(): Studio {
  return useConnection().studio;
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection();
  return useSyncExternalStore(connection.subscribe, () => connection.state);
}

export interface Followed {
  ended: boolean;
  error: AppError | null;
}

/**
 * Consumes a stream for as long as the component is there, across lost connections. `open` and `onItem` may be new
 * functions on every render; a new `key` starts over, `null` does nothing. `open` is called once per connection: give it
 * the cursor you have got to.
 */
export function useFollow<T>(
  key: string | null,
  open: (studio: Studio, signal: AbortSignal) => AsyncIterable<T>,
  onItem: (item: T) => void,
): Followed {
  const connection = useConnection();
  const [followed, setFollowed] = useState<Followed>({ ended: false, error: null });
  const openNow = useEffectEvent(open);
  const handle = useEffectEvent(onItem);

  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    setFollowed({ ended: false, error: null });
    const consume = async () => {
      const stream = followStream(connection, () => openNow(connection.studio, signal), signal);
      for await (const item of stream) {
        if (signal.aborted) return;
        handle(item);
      }
    };
    consume().then(
      () => !signal.aborted && setFollowed({ ended: true, error: null }),
      (error: unknown) => !signal.aborted && setFollowed({ ended: true, error: toAppError(error) }),
    );
    return () => controller.abort();
  }, [connection, key]);

  return followed;
}
