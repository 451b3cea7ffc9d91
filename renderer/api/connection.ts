import { AppError } from '../../shared/errors/errors.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract, type StudioContract } from '../../shared/ipc/contract.ts';
import type { Port } from '../../shared/ipc/frames.ts';
import type { CallOptions, Client } from '../../shared/ipc/rpc.ts';
import { type LockedReason, PageLocked } from './pageSession.ts';

export type Studio = Client<StudioContract>;

/**
 * `lost`: there is no connection now. `locked`: the studio is there and does not let this page in. Both are tried again by themselves.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'locked';

export interface StudioConnection {
  /**
   * One client for the life of the page, whichever port it speaks over. Calls wait for the first connection; while the
   * connection is lost they fail at once with `connection_lost`.
   */
  readonly studio: Studio;
  readonly state: ConnectionState;
  /** Why it is `locked`. */
  readonly lockedReason: LockedReason | null;
  /** Whether there has been a connection since the page was loaded. */
  readonly everOpen: boolean;
  /** Calls the listener after every change of `state`; answers with how to stop that. */
  subscribe(listener: () => void): () => void;
  /**
   * Resolves with the number of the connection, counted from 1, once there is one after that of number `after`; rejects when the signal
   * fires first. Who lost connection 3 and asks for one after it cannot be given the same again.
   */
  whenOpen(signal?: AbortSignal, after?: number): Promise<number>;
  /** Tries again now instead of after the wait. */
  retryNow(): void;
  close(): void;
}

export interface ConnectionOptions {
  /** Waits in milliseconds before attempt 1, 2, …; the last one repeats. */
  retryDelays?: readonly number[];
}

const RETRY_DELAYS = [250, 500, 1000, 2000, 4000];
/** A connection that ends sooner has not been one: the waits go on growing. */
const STABLE_MS = 5000;

/** Keeps a port to the studio open: opens one, and another whenever it closes. */
export function createConnection(
  openPort: () => Promise<Port>,
  { retryDelays = RETRY_DELAYS }: ConnectionOptions = {},
): StudioConnection {
  const listeners = new Set<() => void>();
  let state: ConnectionState = 'connecting';
  let current: { port: Port; studio: Studio } | undefined;
  let connections = 0;
  let openedAt = 0;
  let failures = 0;
  let closed = false;
  let lockedReason: LockedReason | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const setState = (next: ConnectionState) => {
    if (next === state) return;
    state = next;
    for (const listener of [...listeners]) listener();
  };

  const retryLater = (thrown?: unknown) => {
    current = undefined;
    if (closed) return;
    const delay = retryDelays[Math.min(failures, retryDelays.length - 1)];
    failures++;
    timer = setTimeout(attempt, delay);
    lockedReason = thrown instanceof PageLocked ? thrown.reason : null;
    setState(lockedReason === null ? 'lost' : 'locked');
  };

  const attempt = async () => {
    timer = undefined;
    let port: Port;
    try {
      port = await openPort();
    } catch (error) {
      retryLater(error);
      return;
    }
    if (closed) return port.close();
    // Before `connect`: when the port ends, the connection is known as lost before any call fails. What opens a call again at once
    // would else do so on the same port, without end.
    let ended = false;
    openedAt = Date.now();
    port.onClose(() => {
      ended = true;
      if (Date.now() - openedAt >= STABLE_MS) failures = 0;
      retryLater();
    });
    if (ended) return;
    current = { port, studio: connect(port, contract) };
    connections++;
    setState('open');
  };

  const connection: StudioConnection = {
    studio: delegatingClient(async (signal) => {
      if (state === 'connecting') await changeOf(connection, signal);
      if (!current) throw new AppError('connection_lost');
      return current.studio;
    }),
    get state() {
      return state;
    },
    get lockedReason() {
      return lockedReason;
    },
    get everOpen() {
      return connections > 0;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async whenOpen(signal, after = 0) {
      while (state !== 'open' || connections <= after) await changeOf(connection, signal);
      return connections;
    },
    retryNow() {
      if (timer === undefined) return;
      clearTimeout(timer);
      void attempt();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      current?.port.close();
    },
  };
  void attempt();
  return connection;
}

/**
 * Iterates a stream and opens it again whenever the connection was lost and is back. `open` is called for every
 * connection, so a stream with a cursor (`fromStep`) goes on where its consumer has got to.
 */
export async function* followStream<T>(
  connection: StudioConnection,
  open: () => AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  for (let used = 0; ; ) {
    used = await connection.whenOpen(signal, used);
    try {
      yield* open();
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'connection_lost') throw error;
    }
  }
}

function changeOf(connection: StudioConnection, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = connection.subscribe(() => {
      stop();
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    const abort = () => {
      stop();
      reject(new AppError('cancelled'));
    };
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

type AnyCall = (input: unknown, options?: CallOptions) => Promise<unknown>;
type AnyStream = (input: unknown, options?: CallOptions) => AsyncGenerator<unknown, void, undefined>;

/** A client whose every method asks for the client of the moment first. */
function delegatingClient(ready: (signal?: AbortSignal) => Promise<Studio>): Studio {
  const methodOf = async (namespace: string, method: string, signal: AbortSignal | undefined) => {
    const studio = (await ready(signal)) as unknown as Record<string, Record<string, unknown>>;
    return studio[namespace]?.[method];
  };
  const client: Record<string, Record<string, AnyCall | AnyStream>> = {};
  for (const [namespace, methods] of Object.entries(contract)) {
    const group: Record<string, AnyCall | AnyStream> = {};
    for (const [name, method] of Object.entries(methods)) {
      group[name] =
        method.kind === 'call'
          ? async (input: unknown, options?: CallOptions) =>
              ((await methodOf(namespace, name, options?.signal)) as AnyCall)(input, options)
          : async function* (input: unknown, options?: CallOptions) {
              yield* ((await methodOf(namespace, name, options?.signal)) as AnyStream)(input, options);
            };
    }
    client[namespace] = group;
  }
  return client as unknown as Studio;
}
