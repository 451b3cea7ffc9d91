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

const settings = { language: 'en', theme: 'dark', notifications: true } as const;

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

test('the waits between attempts grow, stay at the last one, and start over after a success', async () => {
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
  expect(await openedAfter(100)).toBe(6);
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
