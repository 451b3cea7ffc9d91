import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { AppError } from '../errors/errors.ts';
import { connect } from './client.ts';
import { memoryPorts } from './memoryPort.ts';
import { call, type Handlers, stream } from './rpc.ts';
import { serve } from './server.ts';

const contract = {
  math: {
    half: call(z.object({ of: z.number() }), z.number()),
    count: stream(z.object({ to: z.number().int() }), z.number().int()),
    forever: stream(z.object({}), z.number()),
    fail: call(z.object({}), z.number()),
    never: call(z.object({}), z.number()),
  },
};

function setUp() {
  const seen = { aborted: 0, peers: [] as string[] };
  const handlers: Handlers<typeof contract, string> = {
    math: {
      half: ({ of }, { peer }) => {
        seen.peers.push(peer);
        return of / 2;
      },
      async *count({ to }) {
        for (let number = 1; number <= to; number++) yield number;
      },
      async *forever(_, { signal }) {
        signal.addEventListener('abort', () => seen.aborted++);
        for (let number = 0; !signal.aborted; number++) {
          yield number;
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
      },
      fail: () => {
        throw new AppError('not_found', { kind: 'run', id: 'x' });
      },
      never: () => new Promise<number>(() => {}),
    },
  };
  const [client, server] = memoryPorts();
  const onInternalError = vi.fn();
  serve(server, contract, handlers, 'peer', onInternalError);
  return { client: connect(client, contract), port: client, seen, onInternalError };
}

test('a call answers with its value and knows its peer', async () => {
  const { client, seen } = setUp();
  expect(await client.math.half({ of: 3 })).toBe(1.5);
  expect(seen.peers).toEqual(['peer']);
});

test('a stream delivers its items in order and ends', async () => {
  const { client } = setUp();
  expect(await Array.fromAsync(client.math.count({ to: 5 }))).toEqual([1, 2, 3, 4, 5]);
});

test('leaving a stream early cancels it on the other side', async () => {
  const { client, seen } = setUp();
  for await (const number of client.math.forever({})) if (number === 2) break;
  await vi.waitFor(() => expect(seen.aborted).toBe(1));
});

test('an abort signal ends a stream with `cancelled`', async () => {
  const { client } = setUp();
  const controller = new AbortController();
  const consume = async () => {
    for await (const number of client.math.forever({}, { signal: controller.signal })) {
      if (number === 1) controller.abort();
    }
  };
  await expect(consume()).rejects.toMatchObject({ code: 'cancelled' });
});

test('a coded error arrives with its code, message and details', async () => {
  const { client } = setUp();
  await expect(client.math.fail({})).rejects.toMatchObject({
    code: 'not_found',
    message: 'There is no run with id x.',
    details: { kind: 'run', id: 'x' },
  });
});

test('input that does not fit names the offending value', async () => {
  const { client } = setUp();
  // @ts-expect-error: a text where a number belongs
  await expect(client.math.half({ of: 'three' })).rejects.toMatchObject({ code: 'bad_input', details: { path: 'of' } });
});

test('closing the port fails what is under way and aborts the handlers', async () => {
  const { client, port, seen } = setUp();
  const pending = client.math.never({});
  const streaming = client.math.forever({});
  await streaming.next();
  port.close();
  await expect(pending).rejects.toMatchObject({ code: 'connection_lost' });
  await expect(Array.fromAsync(streaming)).rejects.toMatchObject({ code: 'connection_lost' });
  await expect(client.math.half({ of: 1 })).rejects.toMatchObject({ code: 'connection_lost' });
  expect(seen.aborted).toBe(1);
});

test.each(['math.constructor', 'constructor.name', '__proto__.toString', 'math', '', 'math.half.x', 'nothing.half'])(
  'the method %j does not exist',
  async (method) => {
    const { port } = setUp();
    const answer = new Promise<string>((resolve) => port.onMessage(resolve));
    port.send(JSON.stringify({ type: 'call', id: 7, method, input: {} }));
    expect(JSON.parse(await answer)).toMatchObject({ type: 'fail', id: 7, error: { code: 'unknown_method' } });
  },
);

test('no message whatever harms the server', async () => {
  const { client, port, onInternalError } = setUp();
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.object().map((value) => JSON.stringify(value)),
      ),
      (text) => {
        port.send(text);
      },
    ),
    { numRuns: 500 },
  );
  expect(await client.math.half({ of: 4 })).toBe(2);
  expect(onInternalError).not.toHaveBeenCalled();
});

test('an answer that a port does not carry is told by a code, and the port goes on', async () => {
  const [ours, theirs] = memoryPorts();
  const large = {
    test: {
      text: call(z.object({ length: z.number() }), z.string()),
      texts: stream(z.object({ lengths: z.array(z.number()) }), z.string()),
    },
  };
  serve(
    Object.assign(theirs, { mostBytes: 1000 }),
    large,
    {
      test: {
        text: ({ length }) => '漢'.repeat(length),
        async *texts({ lengths }) {
          for (const length of lengths) yield '漢'.repeat(length);
        },
      },
    },
    null,
  );
  const client = connect(ours, large);
  const tooLarge = { code: 'answer_too_large' };
  await expect(client.test.text({ length: 500 })).rejects.toMatchObject(tooLarge);
  await expect(Array.fromAsync(client.test.texts({ lengths: [1, 500] }))).rejects.toMatchObject(tooLarge);
  expect(await client.test.text({ length: 100 })).toHaveLength(100);
});
