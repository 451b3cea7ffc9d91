import { beforeEach, expect, test, vi } from 'vitest';
import { textsOf } from '../../main/electron/texts.ts';
import type { StudioWindow } from '../../main/electron/window.ts';
import { testRun } from '../../renderer/features/runs/testRun.ts';
import type { Run, RunEvent } from '../../shared/domain/runs/run.ts';
import { AsyncQueue } from '../../shared/ipc/asyncQueue.ts';
import type { HostEvent, StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { createStandIn } from './standIn.ts';

const metric = (step: number) => ({
  ...{ step, loss: 1, learning_rate: 0.1, grad_norm: 1, tokensPerSecond: 1 },
  ...{ elapsedMs: step * 600, remainingMs: null },
});

/** The real news around a stand-in and a host that the test speaks for. */
async function following({ language = 'en' as 'en' | 'zh-CN', notifications = true } = {}) {
  const electron = createStandIn();
  vi.resetModules();
  vi.doMock('electron', () => electron.module);
  const { followRuns } = await import('../../main/electron/runNews.ts');
  const events = new AsyncQueue<HostEvent>();
  const watched = new Map<string, AsyncQueue<RunEvent>>();
  const state = { runs: [] as Run[] };
  const client = {
    host: { watch: () => events[Symbol.asyncIterator]() },
    settings: { get: async () => ({ language: 'system', theme: 'system', notifications }) },
    runs: {
      list: async () => state.runs,
      watch: ({ id }: { id: string }, { signal }: { signal: AbortSignal }) => {
        const queue = new AsyncQueue<RunEvent>();
        signal.addEventListener('abort', () => queue.end());
        watched.set(id, queue);
        return queue[Symbol.asyncIterator]();
      },
    },
  } as unknown as Client<StudioContract>;
  const progress: number[] = [];
  const pages: string[] = [];
  const browserWindow = { focused: false };
  const window = {
    get focused() {
      return browserWindow.focused;
    },
    showPage: (path: string) => pages.push(path),
    setProgress: (share: number) => progress.push(share),
  } as unknown as StudioWindow;
  const ended = followRuns({ client, window, texts: () => textsOf(language) });
  return {
    ...{ electron, progress, pages, browserWindow, watched, ended, events },
    change: (...runs: Run[]) => {
      state.runs = runs;
      events.push({ event: 'changed', what: 'runs' });
    },
    end: (patch: Partial<Run>) => events.push({ event: 'run_ended', run: testRun(patch) }),
  };
}

/** Long enough for what was pushed to have been worked through. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

beforeEach(() => vi.doUnmock('electron'));

test.each([
  ['done', 'Training has finished', '“products · small” has finished training.'],
  ['failed', 'The training failed', '“products · small” ended with an error.'],
  ['interrupted', 'The training was interrupted', '“products · small” can be resumed from where it was.'],
] as const)('a run that ends as %s is told by the system, and a click shows it', async (state, title, body) => {
  const { electron, end, pages } = await following();
  end({ state });
  await vi.waitFor(() => expect(electron.notifications).toHaveLength(1));
  expect(electron.notifications[0]).toMatchObject({ title, body, shown: true });
  electron.notifications[0]?.emit('click');
  expect(pages).toEqual(['/runs/run-1']);
});

test('a full disk is told, what the user did is not', async () => {
  const { electron, end } = await following();
  end({ state: 'paused' });
  end({ state: 'stopped' });
  end({ state: 'paused', error: { code: 'disk_full', message: '', details: {} } });
  await settled();
  expect(electron.notifications.map(({ title }) => title)).toEqual(['The training is paused']);
});

test('in the language of the interface', async () => {
  const { electron, end } = await following({ language: 'zh-CN' });
  end({ state: 'done' });
  await vi.waitFor(() => expect(electron.notifications[0]?.title).toBe('训练已结束'));
});

test('nothing is told to someone who is at the window, or who does not want to be told', async () => {
  const { electron, end, browserWindow } = await following();
  browserWindow.focused = true;
  end({ state: 'done' });
  await settled();
  expect(electron.notifications).toEqual([]);

  const unwanted = await following({ notifications: false });
  unwanted.end({ state: 'done' });
  await settled();
  expect(unwanted.electron.notifications).toEqual([]);
});

test('the icon shows how far the run is: unknown while it gets ready, a share by steps, and nothing at the end', async () => {
  const { progress, change, watched } = await following();
  const run = testRun({ budget: { kind: 'steps', steps: 200 } });
  change({ ...run, state: 'preparing' });
  await vi.waitFor(() => expect(progress).toEqual([-1, 2]));
  change(run, testRun({ id: 'waiting', state: 'queued' }));
  await vi.waitFor(() => expect(watched.get('run-1')).toBeDefined());
  for (let step = 1; step <= 100; step++) watched.get('run-1')?.push({ event: 'step', metric: metric(step) });
  await vi.waitFor(() => expect(progress.at(-1)).toBe(0.5));
  // Whole percentages only.
  expect(progress).toHaveLength(2 + 51);
  change({ ...run, state: 'saving' });
  await vi.waitFor(() => expect(progress.at(-1)).toBe(2));
  change({ ...run, state: 'done' });
  await vi.waitFor(() => expect(progress.at(-1)).toBe(-1));
});

test('a budget of minutes is measured by time', async () => {
  const { progress, change, watched } = await following();
  change(testRun({ budget: { kind: 'minutes', minutes: 1 } }));
  await vi.waitFor(() => expect(watched.get('run-1')).toBeDefined());
  watched.get('run-1')?.push({ event: 'step', metric: metric(25) });
  await vi.waitFor(() => expect(progress.at(-1)).toBe(0.25));
});

test('a run that trains again is followed again', async () => {
  const { progress, change, watched } = await following();
  const run = testRun({ budget: { kind: 'steps', steps: 10 } });
  change(run);
  await vi.waitFor(() => expect(watched.get('run-1')).toBeDefined());
  watched.get('run-1')?.end();
  watched.delete('run-1');
  await settled();
  change(run);
  await vi.waitFor(() => expect(watched.get('run-1')).toBeDefined());
  watched.get('run-1')?.push({ event: 'step', metric: metric(9) });
  await vi.waitFor(() => expect(progress.at(-1)).toBe(0.9));
});

test('a host that closes ends it in peace', async () => {
  const { events, ended } = await following();
  // Of the modules that `following` has loaded anew.
  const { AppError } = await import('../../shared/errors/errors.ts');
  events.fail(new AppError('connection_lost'));
  await expect(ended).resolves.toBeUndefined();
});
