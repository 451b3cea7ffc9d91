import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gate, openStudio, type Studio, trainBySteps } from '../host/testing/studio.ts';
import { END_MS, serveUntilInterrupted } from './serveUntilInterrupted.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(async () => {
  vi.useRealTimers();
  await studio.close();
});

function serve() {
  const signals = new EventEmitter();
  const said: string[] = [];
  const endAtOnce = vi.fn<() => void>();
  const endAnyway = vi.fn<() => void>();
  const { host } = studio;
  const ended = serveUntilInterrupted(
    { host, close: () => host.close() },
    { signals, say: (line) => said.push(line), endAtOnce, endAnyway },
  );
  return { signals, said, endAtOnce, endAnyway, ended };
}

/** Starts a run of many steps, with another one waiting, and waits until it trains. */
async function startTraining() {
  const pause = gate();
  studio.script.train.run = (request, stopped) =>
    trainBySteps(request, stopped, async (step) => {
      if (step === 3) await pause.wait();
    });
  const dataset = await studio.importText();
  const budget = { kind: 'steps' as const, steps: 1000 };
  const going = await studio.startRun(dataset.id, { budget });
  const waiting = await studio.startRun(dataset.id, { budget });
  await pause.reached;
  return { pause, going, waiting };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s stops the training and keeps its model', async (signal) => {
  const { said, signals, ended, endAtOnce } = serve();
  const { pause, going, waiting } = await startTraining();
  signals.emit(signal);
  // The same, passed on by npm.
  signals.emit(signal);
  await vi.waitFor(() => expect(said).toHaveLength(1));
  expect(said[0]).toContain('keeping its model');
  expect(said[0]).toContain('Ctrl-C again');
  pause.open();
  await ended;
  expect(endAtOnce).not.toHaveBeenCalled();

  await studio.reopen();
  const [first, second] = await Promise.all([going, waiting].map(({ id }) => studio.client.runs.get({ id })));
  expect(first).toMatchObject({ state: 'stopped', step: 3, error: null });
  expect(second).toMatchObject({ state: 'queued', startedAt: null });
  expect(await studio.client.models.list({})).toMatchObject([{ id: first?.modelId, steps: 3 }]);
});

test('a second Ctrl-C ends at once; what else follows the first does not', async () => {
  const { signals, ended, endAtOnce, said } = serve();
  const { pause } = await startTraining();
  vi.useFakeTimers({ toFake: ['Date'] });
  signals.emit('SIGINT');
  vi.setSystemTime(Date.now() + 500);
  signals.emit('SIGINT');
  vi.setSystemTime(Date.now() + 10_000);
  signals.emit('SIGTERM');
  expect(endAtOnce).not.toHaveBeenCalled();
  signals.emit('SIGINT');
  expect(endAtOnce).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(said).toHaveLength(1));
  pause.open();
  await ended;
});

test('without a training it closes and says nothing', async () => {
  const { signals, ended, said } = serve();
  await studio.importText();
  signals.emit('SIGTERM');
  await ended;
  expect(said).toEqual([]);
});

test('a training process that dies while it is asked to stop does not keep the studio from closing', async () => {
  const { signals, ended, said } = serve();
  const { pause } = await startTraining();
  signals.emit('SIGINT');
  studio.processes.find(({ name }) => name === 'train')?.die({ signal: 'SIGKILL' });
  pause.open();
  await ended.catch((error: { code?: string }) => expect(error.code).toBe('worker_died'));
  expect(said).toHaveLength(1);
  await studio.reopen();
  expect(await studio.client.models.list({})).toEqual([]);
});

test('SIGTERM does not wait for a training that does not stop; Ctrl-C does', async () => {
  const { signals, ended, endAnyway } = serve();
  const { pause } = await startTraining();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  signals.emit('SIGTERM');
  await vi.advanceTimersByTimeAsync(END_MS - 1);
  expect(endAnyway).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(endAnyway).toHaveBeenCalledOnce();
  vi.useRealTimers();
  pause.open();
  await ended;

  await studio.reopen();
  const patient = serve();
  const again = await startTraining();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  patient.signals.emit('SIGINT');
  await vi.advanceTimersByTimeAsync(10 * END_MS);
  expect(patient.endAnyway).not.toHaveBeenCalled();
  vi.useRealTimers();
  again.pause.open();
  await patient.ended;
});

test('closing that does not come to an end is ended', async () => {
  const signals = new EventEmitter();
  const endAnyway = vi.fn<() => void>();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const never = new Promise<void>(() => {});
  void serveUntilInterrupted({ host: studio.host, close: () => never }, { signals, endAnyway });
  signals.emit('SIGINT');
  await vi.advanceTimersByTimeAsync(END_MS);
  expect(endAnyway).toHaveBeenCalledOnce();
});
