import { beforeEach, expect, test, vi } from 'vitest';
import type { Studio } from '../../main/electron/studio.ts';
import { textsOf } from '../../main/electron/texts.ts';
import type { StudioWindow } from '../../main/electron/window.ts';
import type { RunState } from '../../shared/domain/runs/run.ts';
import { AsyncQueue } from '../../shared/ipc/asyncQueue.ts';
import type { HostEvent } from '../../shared/ipc/contract.ts';
import { createStandIn, type StandIn } from './standIn.ts';

/** The order of the dialog's buttons. */
const [KEEP_TRAINING, STOP, CANCEL] = [0, 1, 2] as const;

/** The real quitting logic around a stand-in and a host with one run. */
async function training(answers: number[], tuning: 'full' | 'frozen' = 'full') {
  const electron = createStandIn({ messageBoxAnswer: () => answers.shift() ?? CANCEL });
  vi.resetModules();
  vi.doMock('electron', () => electron.module);
  const { setupQuitting } = await import('../../main/electron/quitting.ts');

  const events = new Set<AsyncQueue<HostEvent>>();
  const state = { run: 'training' as RunState, stops: 0, closed: false };
  const finish = (how: RunState) => {
    state.run = how;
    for (const queue of events) queue.push({ event: 'changed', what: 'runs' });
  };
  const studio = {
    host: {
      get busy() {
        return state.run === 'training';
      },
      windUp: async () => {
        state.stops += 1;
        while (state.run === 'training') await new Promise((resolve) => setTimeout(resolve, 5));
      },
    },
    client: {
      runs: {
        list: async () => [{ id: 'run', state: state.run, model: { base: { id: 'base' } }, settings: { tuning } }],
      },
      host: {
        watch: () => {
          const queue = new AsyncQueue<HostEvent>();
          events.add(queue);
          return queue[Symbol.asyncIterator]();
        },
      },
    },
    close: async () => {
      state.closed = true;
    },
  } as unknown as Studio;

  const browserWindow = new electron.module.BrowserWindow({ webPreferences: {} });
  browserWindow.show();
  const window = {
    current: browserWindow,
    get visible() {
      return browserWindow.isVisible();
    },
    show: () => browserWindow.show(),
    hide: () => browserWindow.hide(),
  } as unknown as StudioWindow;
  const { mayClose } = setupQuitting({
    studio,
    window: () => window,
    texts: () => textsOf('en'),
    logs: {
      info: () => {},
      error: (message, cause) => {
        throw cause ?? new Error(message);
      },
      worker: () => {},
    },
  });
  browserWindow.on('close', (event: { preventDefault(): void }) => {
    if (!mayClose()) event.preventDefault();
  });
  return { electron, browserWindow, state, finish };
}

const asked = (electron: StandIn) => vi.waitFor(() => expect(electron.messageBoxes).toHaveLength(1));
const ended = (electron: StandIn) => vi.waitFor(() => expect(electron.order).toContain('ended'));

beforeEach(() => vi.doUnmock('electron'));

test('without a training, closing the window ends the studio and asks nothing', async () => {
  const { electron, browserWindow, state, finish } = await training([]);
  finish('done');
  browserWindow.close();
  await ended(electron);
  expect(electron.messageBoxes).toHaveLength(0);
  expect(state.closed).toBe(true);
});

test('the question names its three ways out', async () => {
  const { electron, browserWindow } = await training([CANCEL]);
  browserWindow.close();
  await asked(electron);
  expect(electron.messageBoxes[0]).toMatchObject({
    message: 'A model is being trained.',
    buttons: ['Keep training', 'Stop and keep the model', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  });
});

test('no model is promised of a frozen body, which has none before its head is fitted', async () => {
  const { electron, browserWindow } = await training([CANCEL], 'frozen');
  browserWindow.close();
  await asked(electron);
  expect(electron.messageBoxes[0]).toMatchObject({ buttons: ['Keep training', 'Stop', 'Cancel'] });
});

test('cancelling keeps the window and the training', async () => {
  const { electron, browserWindow, state } = await training([CANCEL]);
  electron.module.app.quit();
  await asked(electron);
  expect(browserWindow.destroyed).toBe(false);
  expect(browserWindow.isVisible()).toBe(true);
  expect(state).toMatchObject({ stops: 0, closed: false });
  expect(electron.order).not.toContain('ended');
});

test('training goes on without a window, and the studio ends when it is done', async () => {
  const { electron, browserWindow, state, finish } = await training([KEEP_TRAINING]);
  browserWindow.close();
  await vi.waitFor(() => expect(browserWindow.isVisible()).toBe(false));
  expect(browserWindow.destroyed).toBe(false);
  expect(state.closed).toBe(false);
  finish('done');
  await ended(electron);
  expect(state).toMatchObject({ stops: 0, closed: true });
});

test('a window that was opened again while training went on stays open', async () => {
  const { electron, browserWindow, finish } = await training([KEEP_TRAINING]);
  browserWindow.close();
  await vi.waitFor(() => expect(browserWindow.isVisible()).toBe(false));
  browserWindow.show();
  finish('done');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(browserWindow.destroyed).toBe(false);
  expect(electron.order).not.toContain('ended');
});

test('stopping waits until the model is saved', async () => {
  const { electron, browserWindow, state, finish } = await training([STOP]);
  browserWindow.close();
  await vi.waitFor(() => expect(state.stops).toBe(1));
  expect(electron.order).not.toContain('ended');
  finish('stopped');
  await ended(electron);
  expect(state.closed).toBe(true);
});

test('asks once, however often closing is tried', async () => {
  const { electron, browserWindow } = await training([CANCEL]);
  browserWindow.close();
  electron.module.app.quit();
  browserWindow.close();
  await asked(electron);
  expect(electron.messageBoxes).toHaveLength(1);
});
