import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { memoryPorts } from '../../../shared/ipc/memoryPort.ts';
import { call, type Handlers, stream } from '../../../shared/ipc/rpc.ts';
import { serve } from '../../../shared/ipc/server.ts';
import { type SpawnWorker, startWorker, type WorkerExit } from '../../workers/process/workerHandle.ts';
import { askAlone, SharedProcess, streamAlone } from './workerCalls.ts';

const contract = {
  test: {
    ask: call(z.object({ text: z.string() }), z.string()),
    count: stream(z.object({ to: z.number() }), z.number()),
  },
};
type Script = Handlers<typeof contract>['test'];

/** A worker that has stopped hearing, as one in an endless loop. */
const STUCK = new Promise<never>(() => {});

const honest: Script = {
  ask: ({ text }) => text,
  async *count({ to }) {
    for (let number = 1; number <= to; number++) yield number;
  },
};

/** Starts workers whose nth does what the nth script says, the last one for all later ones. */
function workers(...scripts: Partial<Script>[]) {
  const alive = new Set<number>();
  let started = 0;
  const spawn: SpawnWorker = () => {
    const number = ++started;
    alive.add(number);
    const [hostEnd, workerEnd] = memoryPorts();
    const listeners: ((exit: WorkerExit) => void)[] = [];
    serve(workerEnd, contract, { test: { ...honest, ...(scripts[number - 1] ?? scripts.at(-1)) } }, null);
    return {
      pid: number,
      send: (text) => hostEnd.send(text),
      onMessage: (listener) => hostEnd.onMessage(listener),
      onExit: (listener) => listeners.push(listener),
      kill: () => {
        if (!alive.delete(number)) return;
        workerEnd.close();
        setTimeout(() => {
          for (const listener of listeners) listener({ code: null, signal: 'SIGKILL', stderrTail: '' });
        });
      },
    };
  };
  return {
    alive,
    spawn,
    start: () => startWorker(spawn, 'data', contract),
    shared: (patienceMs = 1) => new SharedProcess(spawn, 'data', contract, { idleMs: 60_000, patienceMs }),
  };
}

/** A call that is cancelled once it is under way. */
function cancelling() {
  const controller = new AbortController();
  const reached = Promise.withResolvers<void>();
  const stuck = () => {
    setTimeout(() => controller.abort());
    reached.resolve();
    return STUCK;
  };
  return { signal: controller.signal, stuck, reached: reached.promise };
}
const never = new AbortController().signal;

describe('a process of its own', () => {
  test('is gone when its work is done', async () => {
    const { alive, start } = workers({});
    const { promise, resolve } = Promise.withResolvers<number>();
    const numbers = streamAlone(start, never, ({ client, pid }) => {
      resolve(pid as number);
      return client.test.count({ to: 3 });
    });
    expect(await Array.fromAsync(numbers)).toEqual([1, 2, 3]);
    expect(await promise).toBe(1);
    expect(alive).toEqual(new Set());
  });

  test('is ended by a cancel that it does not hear', async () => {
    const { signal, stuck } = cancelling();
    const { alive, start } = workers({ ask: stuck });
    const asked = askAlone(start, signal, ({ client }) => client.test.ask({ text: 'a' }, { signal }));
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(alive).toEqual(new Set());
  });

  test('is not started for work that nobody wants any more', async () => {
    const { alive, start } = workers({});
    await expect(askAlone(start, AbortSignal.abort(), () => STUCK)).rejects.toMatchObject({ code: 'cancelled' });
    expect(alive).toEqual(new Set());
  });
});

describe('a shared process', () => {
  test('is used again', async () => {
    const { alive, shared } = workers({});
    const process = shared();
    for (const text of ['a', 'b']) expect(await process.call((client) => client.test.ask({ text }), never)).toBe(text);
    expect(alive).toEqual(new Set([1]));
    await process.close();
    expect(alive).toEqual(new Set());
  });

  test('stays when cancelled work stops by itself', async () => {
    const controller = new AbortController();
    const { alive, shared } = workers({
      async *count(_, { signal }) {
        yield 1;
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        signal.throwIfAborted();
      },
    });
    const process = shared(60_000);
    const consume = async () => {
      const { signal } = controller;
      for await (const _ of process.stream((client, ended) => client.test.count({ to: 9 }, { signal: ended }), signal))
        controller.abort();
    };
    await expect(consume()).rejects.toMatchObject({ code: 'cancelled' });
    expect(await process.call((client) => client.test.ask({ text: 'a' }), never)).toBe('a');
    expect(alive).toEqual(new Set([1]));
    await process.close();
  });

  test('is ended when cancelled work goes on, and what waited behind it goes on in a new one', async () => {
    const { signal, stuck, reached } = cancelling();
    // The first process answers nobody any more.
    const { alive, shared } = workers({ ask: stuck, count: stuckStream }, {});
    const process = shared();
    const bad = process.call((client, ended) => client.test.ask({ text: 'bad' }, { signal: ended }), signal);
    await reached;
    const waiting = Array.fromAsync(process.stream((client) => client.test.count({ to: 3 }), never));
    await expect(bad).rejects.toMatchObject({ code: 'cancelled' });
    expect(await waiting).toEqual([1, 2, 3]);
    expect(alive).toEqual(new Set([2]));
    await process.close();
  });

  test('what a stream has given already is not given again', async () => {
    const { signal, stuck } = cancelling();
    const halfway = async function* () {
      yield 1;
      yield 2;
      await STUCK;
    };
    const { shared } = workers({ ask: stuck, count: halfway }, {});
    const process = shared();
    const given: number[] = [];
    let bad: Promise<unknown> | undefined;
    for await (const number of process.stream((client) => client.test.count({ to: 4 }), never)) {
      given.push(number);
      bad ??= process.call((client, ended) => client.test.ask({ text: 'bad' }, { signal: ended }), signal);
      bad.catch(() => {});
    }
    expect(given).toEqual([1, 2, 3, 4]);
    await process.close();
  });

  test('is ended when whoever reads leaves and the work goes on', async () => {
    const { alive, shared } = workers(
      {
        async *count() {
          yield 1;
          await STUCK;
        },
      },
      {},
    );
    const process = shared();
    for await (const _ of process.stream((client, signal) => client.test.count({ to: 2 }, { signal }), never)) break;
    while (alive.has(1)) await new Promise((resolve) => setTimeout(resolve));
    // The next one has been started beside it.
    expect(alive).toEqual(new Set([2]));
    expect(await process.call((client) => client.test.ask({ text: 'a' }), never)).toBe('a');
    expect(alive).toEqual(new Set([2]));
    await process.close();
  });

  test('a death that nobody asked for is told', async () => {
    const { shared, alive } = workers({ ask: () => STUCK });
    const process = shared();
    const asked = process.call(async (client) => {
      const answer = client.test.ask({ text: 'a' });
      void process.close();
      return await answer;
    }, never);
    await expect(asked).rejects.toMatchObject({ code: 'worker_died' });
    expect(alive).toEqual(new Set());
  });
});

/** Says nothing, ever. */
const stuckStream = (): AsyncIterable<number> => ({ [Symbol.asyncIterator]: () => ({ next: () => STUCK }) });

test('a shared process is kept while somebody holds it, and ended when idle after that', async () => {
  vi.useFakeTimers();
  try {
    const { alive, spawn } = workers({});
    const shared = new SharedProcess(spawn, 'data', contract, { idleMs: 1000, patienceMs: 1 });
    const [letGo, letGoToo] = [shared.hold(), shared.hold()];
    expect(await shared.call((client) => client.test.ask({ text: 'a' }), never)).toBe('a');
    await vi.advanceTimersByTimeAsync(10_000);
    letGo();
    letGo();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(alive.size).toBe(1);
    letGoToo();
    await vi.advanceTimersByTimeAsync(999);
    expect(alive.size).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(alive.size).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
