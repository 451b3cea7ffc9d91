import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStandIn, type StandIn } from '../../e2e/electron/standIn.ts';
import { dataContract } from '../workers/contracts.ts';
import type { startWorker } from '../workers/process/workerHandle.ts';

let electron: StandIn;
let workers: typeof import('./workers.ts');
let start: typeof startWorker;

beforeEach(async () => {
  electron = createStandIn();
  vi.resetModules();
  vi.doMock('electron', () => electron.module);
  workers = await import('./workers.ts');
  ({ startWorker: start } = await import('../workers/process/workerHandle.ts'));
});
afterEach(() => vi.doUnmock('electron'));

const lastChild = () => {
  const child = electron.children.at(-1);
  if (!child) throw new Error('nothing was started');
  return child;
};

test('a worker is a utility process that gets its environment and whose output is kept off ours', () => {
  workers.utilitySpawner('/app/dist/main', () => {})('train', { KINDLING_ENGINE_SELECTION: '{}' });
  const { script, options } = lastChild();
  expect(script).toMatch(/train\.worker\.mjs$/);
  expect(options.env).toMatchObject({ KINDLING_ENGINE_SELECTION: '{}', PATH: process.env.PATH });
  expect(options.stdio).toEqual(['ignore', 'ignore', 'pipe']);
});

test('calls go through and come back', async () => {
  const handle = start(
    workers.utilitySpawner('/app', () => {}),
    'data',
    dataContract,
  );
  const events = handle.client.data.import({ files: ['a.csv'], output: 'a.db', options: {}, scratch: 's' });
  const first = events.next();
  await vi.waitFor(() => expect(lastChild().sent).toHaveLength(1));
  const call = JSON.parse(String(lastChild().sent[0]));
  expect(call).toMatchObject({ type: 'call', method: 'data.import', input: { files: ['a.csv'] } });
  lastChild().emit('message', JSON.stringify({ type: 'end', id: call.id }));
  expect(await first).toMatchObject({ done: true });
});

test("a worker's death is a coded error with its last words, and out of memory is told apart", async () => {
  const logged = vi.fn();
  const spawn = workers.utilitySpawner('/app', logged);
  const died = start(spawn, 'data', dataContract)
    .client.data.import({ files: ['a'], output: 'b', options: {}, scratch: 's' })
    .next();
  died.catch(() => {});
  lastChild().end(139, 'a native assertion failed\n');
  await expect(died).rejects.toMatchObject({ code: 'worker_died', details: { how: 'exit code 139' } });
  expect(logged).toHaveBeenCalledWith('data', 'a native assertion failed\n');

  const starved = start(spawn, 'data', dataContract)
    .client.data.import({ files: ['a'], output: 'b', options: {}, scratch: 's' })
    .next();
  starved.catch(() => {});
  lastChild().end(134, 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n');
  await expect(starved).rejects.toMatchObject({ code: 'out_of_memory' });
});

test('what is sent to a process that is gone is dropped', () => {
  const child = workers.utilitySpawner('/app', () => {})('infer', {});
  lastChild().end(0);
  child.send('too late');
  expect(lastChild().sent).toEqual([]);
});

const request = { engine: 'tensorflow' as const, binding: '/engines/binding.node', task: 'probe' as const };

test.each([
  ['as an object', (answer: object) => answer],
  ['as text', (answer: object) => JSON.stringify(answer)],
])('the probe answers %s and is then ended', async (_, encode) => {
  const probe = workers.probeInUtility('/app/probe.worker.mjs', request);
  expect(lastChild().parameters).toEqual([JSON.stringify(request)]);
  lastChild().emit('message', encode({ works: true }));
  expect(await probe).toEqual({ works: true });
  expect(lastChild().killed).toBe(true);
});

test('a probe that crashes is a reason and not a failure', async () => {
  const probe = workers.probeInUtility('/app/probe.worker.mjs', request);
  lastChild().end(132, 'loading\nIllegal instruction\n');
  expect(await probe).toEqual({
    works: false,
    failure: { code: 'crashed_saying', how: 'exit code 132', said: 'Illegal instruction' },
  });
});

test('a probe that hangs is given up', async () => {
  vi.useFakeTimers();
  try {
    const probe = workers.probeInUtility('/app/probe.worker.mjs', request);
    // Ten minutes on a machine as busy as may be.
    await vi.advanceTimersByTimeAsync(601_000);
    expect(await probe).toMatchObject({ works: false, failure: { code: 'no_answer' } });
    expect(lastChild().killed).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
