import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ERROR_MESSAGES } from '../../shared/errors/errors.ts';
import { contract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import { inTwo } from '../setup/leftOut.ts';
import { openStudio, type Studio, WINDOW_PEER } from './testing/studio.ts';

/** One studio for all methods: whatever they are sent, it goes on. */
let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

describe('whatever is sent', () => {
  /** Ids and texts that a handler may take seriously. */
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      '',
      '__proto__',
      '../x',
      -1,
      1e308,
      null,
      0,
      1,
      true,
      'none',
      { kind: 'path', path: '/' },
      { kind: 'token', token: 'x' },
    ),
  );
  const keys = [
    'id',
    'offset',
    'limit',
    'name',
    'file',
    'datasetId',
    'recipe',
    'rows',
    'size',
    'budget',
    'settings',
    'fromStep',
    'format',
    'target',
    'model',
    'prompt',
    'modelId',
    'language',
    '__proto__',
  ];
  const payload = fc.oneof(value, fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 6 }));
  const methods = Object.entries(contract).flatMap(([namespace, group]) =>
    Object.keys(group).map((method) => `${namespace}.${method}`),
  );

  // What is no request of a method is refused in one place, whichever it is.
  const shown = methods.filter((_, index) => index % 8 === 0);
  for (const [some, options] of inTwo(methods, ...shown))
    test.each(some)('%s answers every payload with a value or a code', options, async (method) => {
      studio.internalErrors.length = 0;
      const [port, hostEnd] = memoryPorts();
      studio.host.attach(hostEnd, WINDOW_PEER);
      const answers = new Map<number, { type: string; error?: { code: string } }>();
      port.onMessage((text) => {
        const frame = JSON.parse(text);
        answers.set(frame.id, frame);
      });
      const payloads = fc.sample(payload, { numRuns: 200, seed: 5 });
      for (const [id, input] of payloads.entries()) port.send(JSON.stringify({ type: 'call', id, method, input }));
      await new Promise((resolve) => setTimeout(resolve, 20));
      // What streams without an end, or is still at work, answers to a cancel.
      for (const id of payloads.keys()) port.send(JSON.stringify({ type: 'cancel', id }));
      await vi.waitFor(() => expect([...answers.values()].filter(({ type }) => type !== 'next')).toHaveLength(200));
      for (const { error } of answers.values()) if (error) expect(Object.keys(ERROR_MESSAGES)).toContain(error.code);
      expect(studio.internalErrors).toEqual([]);
      expect((await studio.client.host.info({})).shell).toBe('cli');
    });
});
