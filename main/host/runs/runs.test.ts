import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Run, RunEvent } from '../../../shared/domain/runs/run.ts';
import { gate, openStudio, type Studio, trainBySteps } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

/** Makes training wait before a step until the test lets it go on. */
function pauseBefore(step: number) {
  const pause = gate();
  studio.script.train.run = (request, stopped) =>
    trainBySteps(request, stopped, async (at) => {
      if (at === step) await pause.wait();
    });
  return pause;
}

const trainer = () => studio.processes.find(({ name }) => name === 'train');

const eventsOf = async (events: AsyncIterable<RunEvent>) => {
  const all = await Array.fromAsync(events);
  return {
    steps: all.flatMap((event) => (event.event === 'step' ? event.metric.step : [])),
    evaluations: all.flatMap((event) => (event.event === 'evaluation' ? event.evaluation.step : [])),
    samples: all.flatMap((event) => (event.event === 'sample' ? `${event.sample.step}${event.sample.prompt}` : [])),
    states: all.flatMap((event) => (event.event === 'run' ? event.run.state : [])),
  };
};

test('a run goes from the queue to a model, and its record is complete', async () => {
  const dataset = await studio.importText();
  const started = await studio.startRun(dataset.id, { name: 'First' });
  expect(started).toMatchObject({ state: 'queued', name: 'First', datasetName: 'products', step: 0, prepared: null });
  const run = await studio.ended(started.id);
  expect(run).toMatchObject({ state: 'done', step: 4, firstLoss: 7, lastLoss: 7 / 4, validationLoss: 2, error: null });
  expect(run.prepared).toEqual({
    trainDocuments: 1,
    trainTokens: 9,
    validationDocuments: 1,
    validationTokens: 9,
    testDocuments: 0,
    testTokens: 0,
    promptsTooLong: 0,
    promptLimit: null,
  });
  const model = await studio.client.models.get({ id: run.modelId ?? '' });
  expect(model).toMatchObject({ name: 'First', runId: run.id, recipe: started.recipe, steps: 4, lastLoss: 7 / 4 });
  expect(existsSync(join(studio.home, 'models', model.id, 'kindling.json'))).toBe(true);
  expect(studio.processes).toEqual([]);
});

test('runs go one at a time, in the order of their starting', async () => {
  const pause = pauseBefore(1);
  const dataset = await studio.importText();
  const runs: Run[] = [];
  for (const name of ['one', 'two', 'three']) runs.push(await studio.startRun(dataset.id, { name }));
  await pause.reached;
  const states = async () => Promise.all(runs.map(async ({ id }) => (await studio.client.runs.get({ id })).state));
  expect(await states()).toEqual(['training', 'queued', 'queued']);
  expect(studio.host.busy).toBe(true);
  pause.open();
  const ended = await Promise.all(runs.map(({ id }) => studio.ended(id)));
  expect(ended.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  const times = ended.flatMap(({ startedAt, endedAt }) => [startedAt ?? '', endedAt ?? '']);
  expect(times).toEqual([...times].sort());
  expect(studio.host.busy).toBe(false);
});

describe('stop', () => {
  test('a run that waits never starts', async () => {
    const pause = pauseBefore(1);
    const dataset = await studio.importText();
    const first = await studio.startRun(dataset.id);
    const second = await studio.startRun(dataset.id);
    await studio.client.runs.stop({ id: second.id });
    pause.open();
    await studio.ended(first.id);
    const stopped = await studio.client.runs.get({ id: second.id });
    expect(stopped).toMatchObject({ state: 'stopped', startedAt: null, modelId: null });
    expect(stopped.endedAt).not.toBeNull();
  });

  test('training keeps the model as trained so far', async () => {
    const pause = pauseBefore(3);
    const { id } = await studio.startRun((await studio.importText()).id, { budget: { kind: 'steps', steps: 1000 } });
    await pause.reached;
    await studio.client.runs.stop({ id });
    pause.open();
    const run = await studio.ended(id);
    expect(run).toMatchObject({ state: 'stopped', step: 3, error: null });
    expect(await studio.client.models.list({})).toMatchObject([{ id: run.modelId, steps: 3 }]);
    await expect(studio.client.runs.stop({ id })).rejects.toMatchObject({ code: 'run_not_active' });
  });

  test('preparation is given up, and there is no model', async () => {
    const reached = Promise.withResolvers<void>();
    studio.script.prepare.run = async function* (_, { signal }) {
      yield { event: 'progress', preparation: { phase: 'reading', done: 0, total: null } };
      reached.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      signal.throwIfAborted();
    };
    const { id } = await studio.startRun((await studio.importText()).id);
    await reached.promise;
    await studio.client.runs.stop({ id });
    expect(await studio.ended(id)).toMatchObject({ state: 'stopped', modelId: null, error: null });
    expect(await studio.client.models.list({})).toEqual([]);
  });
});

describe('watching', () => {
  test.each([1, 2, 3, 4, 5])(
    'from the middle of a run there is no gap and nothing twice (before step %i)',
    async (at) => {
      const pause = pauseBefore(at);
      const { id } = await studio.startRun((await studio.importText()).id, { budget: { kind: 'steps', steps: 6 } });
      await pause.reached;
      const watches = [0, at - 1].map((fromStep) => eventsOf(studio.attach().client.runs.watch({ id, fromStep })));
      await studio.client.host.info({});
      pause.open();
      const [whole, rest] = await Promise.all(watches);
      expect(whole?.steps).toEqual([1, 2, 3, 4, 5, 6]);
      expect(whole?.evaluations).toEqual([2, 4, 6]);
      expect(whole?.samples).toEqual(['2a', '2b', '2c', '4a', '4b', '4c', '6a', '6b', '6c']);
      expect(whole?.states.at(-1)).toBe('done');
      expect(rest?.steps).toEqual([1, 2, 3, 4, 5, 6].slice(at - 1));
      const again = await eventsOf(studio.client.runs.watch({ id, fromStep: 0 }));
      expect({ ...again, states: [] }).toEqual({ ...whole, states: [] });
    },
  );

  test('samples of one step come whole when the watcher arrives between them', async () => {
    const pause = gate();
    studio.script.train.run = async function* (request, stopped) {
      for await (const event of trainBySteps(request, stopped)) {
        if (event.event === 'sample' && event.sample.step === 2 && event.sample.prompt === 'b') await pause.wait();
        yield event;
      }
    };
    const { id } = await studio.startRun((await studio.importText()).id, { budget: { kind: 'steps', steps: 2 } });
    await pause.reached;
    const watch = eventsOf(studio.client.runs.watch({ id, fromStep: 0 }));
    await studio.client.host.info({});
    pause.open();
    expect((await watch).samples).toEqual(['2a', '2b', '2c']);
  });

  test('a window that closes does not stop the run', async () => {
    const pause = pauseBefore(2);
    const { client, port } = studio.attach();
    const { id } = await studio.startRun((await studio.importText()).id);
    const watching = client.runs.watch({ id, fromStep: 0 });
    await watching.next();
    await pause.reached;
    port.close();
    await expect(Array.fromAsync(watching)).rejects.toMatchObject({ code: 'connection_lost' });
    pause.open();
    expect(await studio.ended(id)).toMatchObject({ state: 'done', step: 4 });
  });
});

test('curves come in the order they were asked for, of runs that there are', async () => {
  const dataset = await studio.importText();
  const [first, second] = [await studio.startRun(dataset.id), await studio.startRun(dataset.id)];
  for (const { id } of [first, second]) await studio.ended(id);
  const curves = await studio.client.runs.curves({ ids: [second.id, first.id] });
  expect(curves.map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(curves[0]).toMatchObject({ steps: [1, 2, 3, 4], losses: [7, 3.5, 7 / 3, 1.75] });
  expect(curves[0]?.evaluations.map(({ step }) => step)).toEqual([2, 4]);
  await expect(studio.client.runs.curves({ ids: ['nobody'] })).rejects.toMatchObject({ code: 'not_found' });
  await expect(studio.client.runs.curves({ ids: [] })).rejects.toMatchObject({ code: 'bad_input' });
});

describe('trouble', () => {
  const died = { worker: 'train', how: 'signal SIGSEGV', stderr: 'oh' };
  test('a training process that dies: what was reported stays, and the next run goes', async () => {
    const pause = pauseBefore(3);
    const dataset = await studio.importText();
    const first = await studio.startRun(dataset.id);
    const second = await studio.startRun(dataset.id);
    await pause.reached;
    trainer()?.die({ signal: 'SIGSEGV', stderrTail: 'oh' });
    const error = { code: 'worker_died', details: died };
    expect(await studio.ended(first.id)).toMatchObject({ state: 'interrupted', step: 2, error, workerPid: null });
    expect((await eventsOf(studio.client.runs.watch({ id: first.id, fromStep: 0 }))).steps).toEqual([1, 2]);
    pause.open();
    expect(await studio.ended(second.id)).toMatchObject({ state: 'done' });
  });

  test('closing the studio interrupts what was going; what waited goes on waiting', async () => {
    const pause = pauseBefore(4);
    const dataset = await studio.importText();
    const going = await studio.startRun(dataset.id);
    const waiting = await studio.startRun(dataset.id);
    await pause.reached;
    await studio.reopen();
    const [first, second] = await Promise.all([going, waiting].map(({ id }) => studio.client.runs.get({ id })));
    const error = { code: 'run_interrupted', details: { step: 3, checkpoint: 2 } };
    expect(first).toMatchObject({ state: 'interrupted', step: 3, error });
    expect(second?.state).toBe('queued');
  });
});

describe('rename and remove', () => {
  test('a run that is going stays; its data set may go, which it has its own copy of', async () => {
    const pause = pauseBefore(1);
    const dataset = await studio.importText();
    const { id } = await studio.startRun(dataset.id, { name: 'Busy' });
    await pause.reached;
    await expect(studio.client.runs.remove({ id })).rejects.toMatchObject({ code: 'run_active' });
    await studio.client.datasets.remove({ id: dataset.id, forGood: true });
    expect(existsSync(join(studio.home, 'datasets', dataset.id))).toBe(false);
    expect((await studio.client.runs.rename({ id, name: 'Busier' })).name).toBe('Busier');
    pause.open();
    expect((await studio.ended(id)).name).toBe('Busier');
    expect((await studio.client.runs.get({ id })).datasetName).toBe('products');
    await studio.client.runs.remove({ id, forGood: true });
    expect(existsSync(join(studio.home, 'runs', id))).toBe(false);
    await expect(studio.client.runs.get({ id })).rejects.toMatchObject({ code: 'not_found' });
    // The model outlives its run.
    expect(await studio.client.models.list({})).toHaveLength(1);
  });
});

test('its progress is told once a second, not with every step', async () => {
  const told: unknown[] = [];
  const ended = new AbortController();
  const watching = (async () => {
    for await (const event of studio.client.host.watch({}, { signal: ended.signal })) {
      if (event.event === 'progress') told.push(event);
    }
  })().catch(() => {});
  const run = await studio.startRun((await studio.importText()).id, { budget: { kind: 'steps', steps: 40 } });
  expect(await studio.ended(run.id)).toMatchObject({ state: 'done', step: 40 });
  ended.abort();
  await watching;
  expect(told[0]).toEqual({ event: 'progress', runId: run.id, share: 1 / 40, remainingMs: null });
  expect(told.length).toBeLessThan(10);
});

test('what training does before its first step is told to whoever watches, and kept nowhere', async () => {
  const read = gate();
  const preparation = { phase: 'vectors' as const, done: 30, total: 120, remainingMs: 900 };
  studio.script.train.run = async function* (request, stopped) {
    const [engine, ...rest] = await Array.fromAsync(trainBySteps(request, stopped));
    if (engine) yield engine;
    await read.wait();
    yield { event: 'preparation', preparation };
    yield* rest;
  };
  const host: unknown[] = [];
  const ended = new AbortController();
  const watching = (async () => {
    for await (const event of studio.client.host.watch({}, { signal: ended.signal }))
      if (event.event === 'progress') host.push(event);
  })().catch(() => {});
  const { id } = await studio.startRun((await studio.importText()).id);
  await read.reached;
  const watched = Array.fromAsync(studio.client.runs.watch({ id, fromStep: 0 }));
  read.open();
  const told = (events: readonly RunEvent[]) =>
    events.flatMap((event) => (event.event === 'preparation' ? [event.preparation] : []));
  expect(told(await watched)).toEqual([preparation]);
  expect(await studio.ended(id)).toMatchObject({ state: 'done', step: 4 });
  ended.abort();
  await watching;
  expect(host[0]).toEqual({ event: 'progress', runId: id, share: 0.25, remainingMs: 900 });
  expect(told(await Array.fromAsync(studio.client.runs.watch({ id, fromStep: 0 })))).toEqual([]);
});

describe('what an architecture and a task are for', () => {
  const classify = { kind: 'classify' as const, inputs: ['name'], output: 'tagline' };
  test.each<[string, Parameters<Studio['startRun']>[1], string]>([
    ['a task that it cannot learn', { recipe: classify, settings: { architecture: 'lstm' } }, 'settings.architecture'],
    ['a setting of another one', { settings: { lstm_dropout: 0.1 } }, 'settings.lstm_dropout'],
    ['one of an encoder', { settings: { hidden_dropout_prob: 0.1 } }, 'settings.hidden_dropout_prob'],
    [
      'a figure that decides, of a task that has none',
      { settings: { metric_for_best_model: 'task' } },
      'settings.metric_for_best_model',
    ],
  ])('%s is refused, and nothing is started', async (_, change, path) => {
    const dataset = await studio.importText();
    const refused = studio.startRun(dataset.id, change);
    await expect(refused).rejects.toMatchObject({ code: 'bad_input', details: { path } });
    expect(await studio.client.runs.list({})).toEqual([]);
  });

  test('an LSTM writes texts, with dropout between its layers', async () => {
    const dataset = await studio.importText();
    const run = await studio.startRun(dataset.id, { settings: { architecture: 'lstm', lstm_dropout: 0.1 } });
    expect(run.model).toMatchObject({ architecture: 'lstm', config: { model_type: 'lstm', num_hidden_layers: 2 } });
    expect((await studio.ended(run.id)).state).toBe('done');
  });
});
