import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countParameters, createConfig } from '../../../shared/domain/architectures/index.ts';
import { LLAMA_SIZES, llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { SIZE_PRESETS } from '../../../shared/domain/architectures/sizes.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { openStores } from '../../db/stores.ts';
import { gate, openStudio, type Studio, trainBySteps, wasmOnly } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio(wasmOnly, 'headless');
});
afterEach(() => studio.close());

type TrainRequest = Parameters<Studio['script']['train']['run']>[0];

/** Requests that training processes got, and a gate before a step of the first one. */
function watchTraining(step: number) {
  const pause = gate();
  const requests: TrainRequest[] = [];
  studio.script.train.run = (request, ended) => {
    requests.push(request);
    const isFirst = requests.length === 1;
    return trainBySteps(request, ended, async (at) => {
      if (isFirst && at === step) await pause.wait();
    });
  };
  return { pause, requests };
}

const STEPS = { kind: 'steps', steps: 8 } as const;
const start = async (patch: object = {}) =>
  studio.startRun((await studio.importText()).id, { budget: STEPS, ...patch });
const get = (id: string) => studio.client.runs.get({ id });
const trainer = () => studio.processes.find(({ name }) => name === 'train');
const stepsOf = async (id: string) => {
  const events = await Array.fromAsync(studio.client.runs.watch({ id, fromStep: 0 }));
  return events.flatMap((event) => (event.event === 'step' ? event.metric.step : []));
};
const UPTO8 = [1, 2, 3, 4, 5, 6, 7, 8];

describe('pause and resume', () => {
  test('a pause ends the process with a checkpoint, and the run goes on from it', async () => {
    const { pause, requests } = watchTraining(4);
    const { id } = await start();
    await pause.reached;
    await studio.client.runs.pause({ id });
    pause.open();
    expect(await studio.ended(id)).toMatchObject({ state: 'paused', step: 4, error: null, modelId: null });
    expect(studio.processes).toEqual([]);

    expect(await studio.client.runs.resume({ id })).toMatchObject({ state: 'queued' });
    expect(await studio.ended(id)).toMatchObject({ state: 'done', step: 8, resumedFromStep: 4, attempts: 2 });
    expect(await stepsOf(id)).toEqual(UPTO8);
    expect(requests[1]).toMatchObject({ samplePrompts: requests[0]?.samplePrompts, run: requests[0]?.run });
  });

  test('what was reported after the checkpoint is reported again, not twice', async () => {
    const { pause } = watchTraining(4);
    const { id } = await start();
    await pause.reached;
    trainer()?.die({ signal: 'SIGKILL' });
    expect(await studio.ended(id)).toMatchObject({ state: 'interrupted', step: 3, error: { code: 'worker_died' } });
    await studio.client.runs.resume({ id });
    expect(await studio.ended(id)).toMatchObject({ state: 'done', resumedFromStep: 2, error: null });
    expect(await stepsOf(id)).toEqual(UPTO8);
  });

  test('whoever watches is told from where it goes on', async () => {
    const { pause } = watchTraining(4);
    const { id } = await start();
    await pause.reached;
    trainer()?.die({ signal: 'SIGKILL' });
    await studio.ended(id);
    await studio.client.runs.resume({ id });
    const events = await Array.fromAsync(studio.client.runs.watch({ id, fromStep: 3 }));
    expect(events).toContainEqual({ event: 'rewound', step: 2 });
  });

  test('a checkpoint waits until the database has what was reported before it', async () => {
    let found: number[] = [];
    studio.script.train.run = async function* (request, ended, stored) {
      for await (const event of trainBySteps(request, ended)) {
        yield event;
        if (event.event !== 'step' || event.metric.step !== 5) continue;
        yield { event: 'checkpointing', step: 5 };
        await stored(5);
        const stores = openStores(join(studio.home, 'kindling.db'));
        found = stores.runs.list().flatMap(({ id }) => stores.runs.history(id, 0).steps.map(({ step }) => step));
        stores.close();
      }
    };
    const { id } = await start();
    expect(await studio.ended(id)).toMatchObject({ state: 'done' });
    expect(found).toEqual([1, 2, 3, 4, 5]);
  });

  test('a run without a checkpoint begins again', async () => {
    const reached = gate();
    studio.script.train.run = async function* (request, ended) {
      await reached.wait();
      yield* trainBySteps(request, ended);
    };
    const { id } = await start();
    await reached.reached;
    trainer()?.die({ signal: 'SIGKILL' });
    expect(await studio.ended(id)).toMatchObject({ state: 'interrupted', step: 0, checkpoints: [] });
    reached.open();
    await studio.client.runs.resume({ id });
    expect(await studio.ended(id)).toMatchObject({ state: 'done', step: 8 });
  });

  test('a run that failed goes on with a smaller learning rate', async () => {
    const { requests } = watchTraining(0);
    const { id } = await start();
    await studio.ended(id);
    await expect(studio.client.runs.resume({ id })).rejects.toMatchObject({ code: 'run_done' });
    const other = await start();
    await studio.client.runs.stop({ id: other.id });
    await studio.ended(other.id);
    await studio.client.runs.resume({ id: other.id, learning_rate: 1e-4 });
    await studio.ended(other.id);
    expect(requests.at(-1)?.settings.learning_rate).toBe(1e-4);
  });

  test('a run that waits can be set aside and comes back', async () => {
    const { pause } = watchTraining(1);
    const first = await start();
    const second = await start();
    await pause.reached;
    await studio.client.runs.pause({ id: second.id });
    expect(await get(second.id)).toMatchObject({ state: 'paused', startedAt: null });
    await studio.client.runs.resume({ id: second.id });
    pause.open();
    await studio.ended(first.id);
    expect(await studio.ended(second.id)).toMatchObject({ state: 'done' });
  });
});

describe('extend', () => {
  test('a run that was done goes on with a longer budget, and its model is replaced', async () => {
    const { requests } = watchTraining(0);
    const { id } = await start();
    const done = await studio.ended(id);
    await studio.client.models.rename({ id: done.modelId ?? '', name: 'Mine' });
    await studio.client.runs.extend({ id, add: { kind: 'steps', steps: 4 } });
    const longer = await studio.ended(id);
    expect(longer).toMatchObject({ state: 'done', step: 12, modelId: done.modelId, budget: { steps: 12 } });
    expect(longer.extension).toEqual({ step: 8, elapsedMs: 8, learning_rate: 0.001, previous: STEPS });
    expect(requests[1]).toMatchObject({ budget: { kind: 'steps', steps: 12 }, extension: longer.extension });
    expect(await studio.client.models.list({})).toMatchObject([{ id: done.modelId, name: 'Mine', steps: 12 }]);
  });

  test('minutes come on top of the time that was trained', async () => {
    const { requests } = watchTraining(0);
    const { id } = await start();
    await studio.ended(id);
    await studio.client.runs.extend({ id, add: { kind: 'minutes', minutes: 5 } });
    await studio.ended(id);
    expect(requests[1]?.budget).toEqual({ kind: 'minutes', minutes: 5 + 8 / 60_000 });
  });

  test('needs a checkpoint, and a run that is not going', async () => {
    const { pause } = watchTraining(1);
    const first = await start();
    const add = { kind: 'steps', steps: 4 } as const;
    await pause.reached;
    await expect(studio.client.runs.extend({ id: first.id, add })).rejects.toMatchObject({ code: 'run_active' });
    const second = await start();
    await studio.client.runs.stop({ id: second.id });
    await expect(studio.client.runs.extend({ id: second.id, add })).rejects.toMatchObject({
      code: 'run_no_checkpoint',
    });
    pause.open();
    await studio.ended(first.id);
  });
});

describe('the queue', () => {
  async function threeWaiting(): Promise<{ runs: Run[]; open: () => void }> {
    const { pause } = watchTraining(1);
    const runs = [];
    for (const name of ['a', 'b', 'c', 'd']) runs.push(await start({ name }));
    await pause.reached;
    return { runs, open: pause.open };
  }
  const orderOfStarts = async (runs: Run[]) => {
    const ended = await Promise.all(runs.map(({ id }) => studio.ended(id)));
    return ended.sort((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? '')).map(({ name }) => name);
  };

  test('can be put into another order', async () => {
    const { runs, open } = await threeWaiting();
    const [a, b, , d] = runs.map(({ id }) => id) as [string, string, string, string];
    await studio.client.runs.move({ id: d, before: b });
    await studio.client.runs.move({ id: b, before: null });
    await expect(studio.client.runs.move({ id: a, before: b })).rejects.toMatchObject({ code: 'run_not_waiting' });
    open();
    expect(await orderOfStarts(runs)).toEqual(['a', 'd', 'c', 'b']);
  });

  test('survives a restart, in its order', async () => {
    const { runs } = await threeWaiting();
    const [, b, , d] = runs.map(({ id }) => id) as [string, string, string, string];
    await studio.client.runs.move({ id: d, before: b });
    await studio.reopen();
    expect(await get(runs[0]?.id ?? '')).toMatchObject({ state: 'interrupted' });
    expect(await orderOfStarts(runs.slice(1))).toEqual(['d', 'b', 'c']);
  });

  test('winding up starts no other run and keeps the model of the one that trains', async () => {
    const { runs, open } = await threeWaiting();
    const ended = studio.host.windUp();
    open();
    await ended;
    const states = await Promise.all(runs.map(async ({ id }) => (await get(id)).state));
    expect(states).toEqual(['stopped', 'queued', 'queued', 'queued']);
  });
});

describe('out of memory', () => {
  const exit = { code: 134, stderrTail: 'FATAL: JavaScript heap out of memory' };
  /** Training processes die before step 3 until the micro-batch is as small as `fits`. */
  function dieUnless(fits: number) {
    const sizes: number[][] = [];
    studio.script.train.run = (request, ended) => {
      const { per_device_train_batch_size: size, gradient_accumulation_steps: count } = request.settings;
      sizes.push([size, count]);
      return trainBySteps(request, ended, async (step) => {
        if (step !== 3 || size <= fits) return;
        trainer()?.die(exit);
        await new Promise(() => {});
      });
    };
    return sizes;
  }

  test('lowers the micro-batch, keeps what a step learns from, and goes on from the checkpoint', async () => {
    const sizes = dieUnless(3);
    const { id } = await start({ settings: { per_device_train_batch_size: 12 } });
    const run = await studio.ended(id);
    expect(sizes).toEqual([
      [12, 1],
      [6, 2],
      [3, 4],
    ]);
    expect(run).toMatchObject({ state: 'done', loweredFrom: 12, resumedFromStep: 2, error: null });
    expect(await stepsOf(id)).toEqual(UPTO8);
  });

  test('ends in a run that can go on when there is no smaller one', async () => {
    const sizes = dieUnless(0);
    const { id } = await start({ settings: { per_device_train_batch_size: 2 } });
    expect(await studio.ended(id)).toMatchObject({ state: 'interrupted', error: { code: 'out_of_memory' } });
    expect(sizes).toEqual([
      [2, 1],
      [1, 2],
    ]);
  });

  test('is not what a kill without evidence is taken for', async () => {
    const { pause, requests } = watchTraining(3);
    const { id } = await start();
    await pause.reached;
    trainer()?.die({ signal: 'SIGKILL' });
    const run = await studio.ended(id);
    expect(run).toMatchObject({ state: 'interrupted', loweredFrom: null, error: { code: 'worker_died' } });
    expect(requests).toHaveLength(1);
  });
});

test('a full disk sets the run aside, and it goes on when there is room', async () => {
  let full = true;
  studio.script.train.run = async function* (request, ended) {
    for await (const event of trainBySteps(request, ended)) {
      yield event;
      if (full && event.event === 'step' && event.metric.step === 5) {
        throw new AppError('disk_full', { path: '/somewhere' });
      }
    }
  };
  const { id } = await start();
  expect(await studio.ended(id)).toMatchObject({ state: 'paused', error: { code: 'disk_full' } });
  full = false;
  await studio.client.runs.resume({ id });
  expect(await studio.ended(id)).toMatchObject({ state: 'done', error: null, resumedFromStep: 4 });
});

describe('what a run trains', () => {
  const original = llamaPreset('nano');
  const [size, sizes] = [{ ...SIZE_PRESETS.nano }, { ...LLAMA_SIZES.nano }];
  afterEach(() => {
    SIZE_PRESETS.nano = size;
    LLAMA_SIZES.nano = sizes;
  });

  test('is what it was started with, whatever has become of the preset', async () => {
    const { pause, requests } = watchTraining(4);
    const { id, parameters } = await start();
    await pause.reached;
    await studio.client.runs.pause({ id });
    pause.open();
    await studio.ended(id);

    SIZE_PRESETS.nano = { ...size, vocab_size: 512 };
    LLAMA_SIZES.nano = { ...sizes, hidden_size: 64, num_hidden_layers: 2 };
    await studio.reopen();
    await studio.client.runs.resume({ id });
    const { modelId, ...run } = await studio.ended(id);
    const config = llamaConfig(original, 128);
    expect(requests[1]?.config).toEqual(config);
    expect(run).toMatchObject({ state: 'done', parameters, model: { architecture: 'llama', preset: 'nano', config } });
    expect((await studio.client.models.get({ id: modelId ?? '' })).config).toEqual(config);
    // Again is the same again, too.
    const again = await studio.client.runs.again({ id });
    expect(await studio.ended(again.id)).toMatchObject({ state: 'done', model: { config }, parameters });
  });

  test('is of the architecture that was asked for, and so is what it becomes again', async () => {
    const { pause, requests } = watchTraining(4);
    pause.open();
    const { id } = await start({ settings: { architecture: 'gpt2' } });
    const config = createConfig('gpt2', 'nano', 128);
    const model = { architecture: 'gpt2', preset: 'nano', config };
    const parameters = countParameters(config);
    const { modelId } = await studio.ended(id);
    expect(await get(id)).toMatchObject({ state: 'done', model, parameters, settings: { architecture: 'gpt2' } });
    expect(requests[0]?.config).toEqual(config);
    expect((await studio.client.models.get({ id: modelId ?? '' })).config).toEqual(config);
    const again = await studio.client.runs.again({ id });
    expect(await studio.ended(again.id)).toMatchObject({ state: 'done', model, parameters });
  });

  test('of before it was recorded is what its checkpoints have', async () => {
    const { pause, requests } = watchTraining(4);
    const { id } = await start();
    await pause.reached;
    await studio.client.runs.pause({ id });
    pause.open();
    const { model } = await studio.ended(id);
    await studio.host.close();
    const stores = openStores(join(studio.home, 'kindling.db'));
    stores.runs.update(id, { model: { ...model, assumed: true } });
    stores.close();
    const config = llamaConfig({ ...original, hidden_size: 64 }, 128);
    const folder = join(studio.home, 'runs', id);
    for (const [step, content] of [
      [4, '{'],
      [2, JSON.stringify(config)],
    ] as const) {
      mkdirSync(join(folder, `checkpoint-${step}`), { recursive: true });
      writeFileSync(join(folder, `checkpoint-${step}`, 'config.json'), content);
    }
    await studio.reopen();
    await studio.client.runs.resume({ id });
    expect(await studio.ended(id)).toMatchObject({ state: 'done', model: { config, assumed: false } });
    expect(requests[1]?.config).toEqual(config);
  });
});

describe('going on', () => {
  test('from an older checkpoint, as long as none has come of it', async () => {
    const { pause, requests } = watchTraining(4);
    const { id } = await start();
    await pause.reached;
    await studio.client.runs.pause({ id });
    pause.open();
    const paused = await studio.ended(id);
    expect(requests[0]).toMatchObject({ from: null, resumes: false });
    const step = paused.checkpoints[0]?.step as number;
    await expect(studio.client.runs.resume({ id, fromStep: 3 })).rejects.toMatchObject({
      code: 'run_no_such_checkpoint',
      details: { step: 3, steps: `${step}` },
    });
    studio.script.train.run = (request) => {
      requests.push(request);
      throw new AppError('disk_full', { path: '/somewhere' });
    };
    await studio.client.runs.resume({ id, fromStep: step, learning_rate: 1e-5 });
    await studio.ended(id);
    studio.script.train.run = (request, ended) => {
      requests.push(request);
      return trainBySteps(request, ended);
    };
    await studio.client.runs.resume({ id });
    expect(await studio.ended(id)).toMatchObject({ state: 'done', resumeFrom: null });
    expect(requests.slice(1)).toMatchObject([
      { from: step, resumes: true, settings: { learning_rate: 1e-5 } },
      { from: step, resumes: true },
    ]);
  });

  test('never begins anew by itself: without its folder or usable checkpoints it says so, each time', async () => {
    const { pause, requests } = watchTraining(4);
    const { id } = await start();
    await pause.reached;
    await studio.client.runs.pause({ id });
    pause.open();
    await studio.ended(id);
    const steps = await stepsOf(id);
    rmSync(join(studio.home, 'runs', id), { recursive: true });
    for (let round = 0; round < 2; round++) {
      await studio.client.runs.resume({ id });
      expect(await studio.ended(id)).toMatchObject({ state: 'failed', step: 4, error: { code: 'run_folder_missing' } });
    }
    expect(requests).toHaveLength(1);
    expect(await stepsOf(id)).toEqual(steps);
    const again = await studio.client.runs.again({ id });
    expect(await studio.ended(again.id)).toMatchObject({ state: 'done', step: 8, name: 'products · nano' });
    expect(await stepsOf(id)).toEqual(steps);
  });

  test('prepares damaged data once more, and says so when that does not help', async () => {
    let damaged = 1;
    const prepared: string[] = [];
    const { prepare } = studio.script;
    studio.script.prepare = {
      ...prepare,
      run: (request, context) => {
        prepared.push(request.output);
        mkdirSync(join(request.output, 'data'), { recursive: true });
        return prepare.run(request, context);
      },
    };
    studio.script.train.run = async function* (request, ended) {
      if (damaged-- > 0) throw new AppError('run_data_damaged', { file: 'train.ids.bin', problem: 'gone' });
      yield* trainBySteps(request, ended);
    };
    const { id } = await start();
    expect(await studio.ended(id)).toMatchObject({ state: 'done', error: null });
    expect(prepared).toHaveLength(2);
    damaged = 9;
    const other = await start();
    expect(await studio.ended(other.id)).toMatchObject({ state: 'failed', error: { code: 'run_data_damaged' } });
    expect(prepared).toHaveLength(4);
  });
});
