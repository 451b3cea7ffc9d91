import { afterEach, expect, test, vi } from 'vitest';
import { contract, type StudioPeer } from '../../shared/ipc/contract.ts';
import type { Port } from '../../shared/ipc/frames.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { serve } from '../../shared/ipc/server.ts';
import { createConnection, followStream, type StudioConnection } from './connection.ts';

type Served = Partial<{ [N in keyof typeof contract]: object }>;

/** A studio that serves what it is given; its ports can be cut and its door can be shut. */
function fakeStudio(served: Served) {
  const ports: Port[] = [];
  const studio = {
    refuses: 0,
    opened: 0,
    cut: () => ports.at(-1)?.close(),
    open: async (): Promise<Port> => {
      studio.opened++;
      if (studio.refuses > 0) {
        studio.refuses--;
        throw new Error('refused');
      }
      const [near, far] = memoryPorts();
      ports.push(near);
      serve(far, contract, served as Handlers<typeof contract, StudioPeer>, {
        mayNamePaths: false,
        offerDownload: null,
      });
      return near;
    },
  };
  return studio;
}

const connections: StudioConnection[] = [];
function connectTo(studio: { open: () => Promise<Port> }, retryDelays: number[] = [0]) {
  const connection = createConnection(studio.open, { retryDelays });
  connections.push(connection);
  return connection;
}
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
  vi.useRealTimers();
});

const settings = { language: 'en', theme: 'dark', notifications: true, hubUrl: 'https://hub.example' } as const;

test('a call made before the first connection waits for it', async () => {
  const { studio, state } = connectTo(fakeStudio({ settings: { get: () => settings } }));
  expect(state).toBe('connecting');
  expect(await studio.settings.get({})).toEqual(settings);
});

test('the same client goes on over a new port after the old one was cut', async () => {
  const host = fakeStudio({ settings: { get: () => settings } });
  const connection = connectTo(host);
  await connection.whenOpen();
  const states: string[] = [];
  connection.subscribe(() => states.push(connection.state));
  host.cut();
  expect(connection.state).toBe('lost');
  await connection.whenOpen();
  expect(states).toEqual(['lost', 'open']);
  expect(host.opened).toBe(2);
  expect(await connection.studio.settings.get({})).toEqual(settings);
});

test('calls fail at once with `connection_lost` while there is no connection', async () => {
  const host = fakeStudio({});
  const connection = connectTo(host, [1e6]);
  await connection.whenOpen();
  host.cut();
  await expect(connection.studio.settings.get({})).rejects.toMatchObject({ code: 'connection_lost' });
});

test('a call that waits for the first connection fails when the studio refuses', async () => {
  const host = fakeStudio({});
  host.refuses = 1;
  await expect(connectTo(host, [1e6]).studio.settings.get({})).rejects.toMatchObject({ code: 'connection_lost' });
});

test('the waits between attempts grow, stay at the last one, and start over after a connection that held', async () => {
  vi.useFakeTimers();
  const host = fakeStudio({});
  host.refuses = 4;
  const connection = connectTo(host, [100, 200, 400]);
  const openedAfter = async (milliseconds: number) => {
    await vi.advanceTimersByTimeAsync(milliseconds);
    return host.opened;
  };
  expect(await openedAfter(99)).toBe(1);
  expect(await openedAfter(1)).toBe(2);
  expect(await openedAfter(199)).toBe(2);
  expect(await openedAfter(1)).toBe(3);
  expect(await openedAfter(400)).toBe(4);
  expect(await openedAfter(399)).toBe(4);
  expect(await openedAfter(1)).toBe(5);
  expect(connection.state).toBe('open');
  host.cut();
  expect(await openedAfter(399), 'one that ended at once was none').toBe(5);
  expect(await openedAfter(1)).toBe(6);
  await vi.advanceTimersByTimeAsync(5000);
  host.cut();
  expect(await openedAfter(100)).toBe(7);
});

/** A port whose end goes as in a browser: between two listeners of a DOM target, whatever waits for a microtask goes on. */
function domLikePort(port: Port): Port & { end(): Promise<void> } {
  const listeners: (() => void)[] = [];
  return {
    ...{
      send: (text) => port.send(text),
      onMessage: (listener) => port.onMessage(listener),
      close: () => port.close(),
    },
    onClose: (listener) => listeners.push(listener),
    end: async () => {
      for (const listener of listeners) {
        listener();
        for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      }
    },
  };
}

test('streams that follow a connection do not open again on a port that has ended', async () => {
  const host = fakeStudio({
    host: {
      async *watch(_: unknown, { signal }: { signal: AbortSignal }) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    },
  });
  const ports: ReturnType<typeof domLikePort>[] = [];
  const connection = createConnection(
    async () => {
      if (ports.length > 0) throw new Error('the studio is dead');
      const port = domLikePort(await host.open());
      ports.push(port);
      return port;
    },
    { retryDelays: [1e6] },
  );
  connections.push(connection);
  await connection.whenOpen();
  const follower = new AbortController();
  let opened = 0;
  const streams = Array.from({ length: 5 }, async () => {
    const open = () => {
      if (++opened > 50) throw new Error('it opens without end');
      return connection.studio.host.watch({}, { signal: follower.signal });
    };
    for await (const _ of followStream(connection, open, follower.signal));
  });
  const ended = Promise.allSettled(streams);
  await vi.waitFor(() => expect(opened).toBe(5));
  await ports[0]?.end();
  expect(connection.state).toBe('lost');
  expect(opened).toBe(5);
  follower.abort();
  expect((await ended).map((one) => one.status === 'rejected' && one.reason.code)).toEqual(Array(5).fill('cancelled'));
});

test('a call that has ended leaves nothing behind on a signal that lives on', async () => {
  const { studio } = connectTo(fakeStudio({ settings: { get: () => settings } }));
  const { signal } = new AbortController();
  const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
  for (let call = 0; call < 20; call++) await studio.settings.get({}, { signal });
  expect(remove.mock.calls.length).toBe(add.mock.calls.length);
});

test('`retryNow` does not wait, and does nothing while connected', async () => {
  const host = fakeStudio({});
  host.refuses = 1;
  const connection = connectTo(host, [1e6]);
  await vi.waitFor(() => expect(connection.state).toBe('lost'));
  connection.retryNow();
  await connection.whenOpen();
  connection.retryNow();
  expect(host.opened).toBe(2);
});

test('a closed connection is not opened again', async () => {
  const host = fakeStudio({});
  const connection = connectTo(host);
  await connection.whenOpen();
  connection.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(host.opened).toBe(1);
});

const step = (number: number) => ({
  event: 'step',
  metric: {
    step: number,
    loss: 1,
    learning_rate: 1,
    grad_norm: 1,
    tokensPerSecond: 1,
    elapsedMs: 1,
    remainingMs: null,
  },
});

test('a followed stream goes on from its cursor after a lost connection, without gap or repetition', async () => {
  const asked: number[] = [];
  const host = fakeStudio({
    runs: {
      async *watch({ fromStep }: { fromStep: number }, { signal }: { signal: AbortSignal }) {
        asked.push(fromStep);
        const last = asked.length === 3 ? 9 : fromStep + 3;
        for (let number = fromStep + 1; number <= last; number++) yield step(number);
        if (last < 9) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    },
  });
  const connection = connectTo(host);
  const steps: number[] = [];
  const open = () => connection.studio.runs.watch({ id: 'run', fromStep: steps.at(-1) ?? 0 });
  for await (const event of followStream(connection, open, new AbortController().signal)) {
    if (event.event === 'step') steps.push(event.metric.step);
    if (steps.length === 3 || steps.length === 6) setTimeout(host.cut);
  }
  expect(asked).toEqual([0, 3, 6]);
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('a followed stream ends with the error of the studio, and does not try again', async () => {
  let calls = 0;
  const host = fakeStudio({
    host: {
      // biome-ignore lint/correctness/useYield: fails before its first item
      async *watch() {
        calls++;
        throw new Error('broken');
      },
    },
  });
  const connection = connectTo(host);
  const stream = followStream(connection, () => connection.studio.host.watch({}), new AbortController().signal);
  await expect(stream.next()).rejects.toMatchObject({ code: 'internal' });
  expect(calls).toBe(1);
});

test('the signal ends a follower that waits for a connection', async () => {
  const host = fakeStudio({});
  host.refuses = 1;
  const connection = connectTo(host, [1e6]);
  const controller = new AbortController();
  const stream = followStream(connection, () => connection.studio.host.watch({}), controller.signal);
  const next = stream.next();
  controller.abort();
  await expect(next).rejects.toMatchObject({ code: 'cancelled' });
});
