import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_GENERATION } from '../../../../shared/domain/models/generation.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { writeTinyModel } from '../../../workers/testing/tinyModel.ts';
import { gate, openStudio, type Studio, trainBySteps } from '../../testing/studio.ts';
import { Trials } from './trials.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const nano = { size: 'nano' as const, settings: {} };
const enormous = { size: 'base' as const, settings: { per_device_train_batch_size: 1024, context_length: 4096 } };
const trainers = () => studio.processes.filter(({ name }) => name === 'train').length;

/** Makes trials wait until they are killed or let go on; counts them. */
function holdTrials() {
  const hold = gate();
  const trials = { started: 0, hold };
  const report = studio.script.train.preflight;
  studio.script.train.preflight = async (request, context) => {
    trials.started++;
    await hold.wait();
    return report(request, context);
  };
  return trials;
}

describe('a measurement', () => {
  test('tells time, memory and disk, and its process is gone', async () => {
    const dataset = await studio.importText();
    const found = await studio.client.runs.preflight({ ...nano, datasetId: dataset.id });
    expect(found).toMatchObject({ measured: true, busy: false, tooSlow: false, stepMs: 20, readyMs: 500 });
    expect(found).toMatchObject({ availableMemoryBytes: 2 ** 32, problem: null, offer: null });
    expect(found.tokensPerSecond).toBe((16 * 128 * 1000) / 20);
    expect(found.memoryBytes / 1e6).toBeCloseTo(660 + 11, 0);
    expect(found.diskBytes / 1e6).toBeCloseTo(37, 0);
    expect(found.freeDiskBytes).toBeGreaterThan(found.diskBytes);
    expect(studio.processes).toEqual([]);
  });

  test('tells the speeds of all that is known, measured or of an earlier run', async () => {
    const shape = { per_device_train_batch_size: 16, gradient_accumulation_steps: 1, context_length: 128 };
    const first = await studio.client.runs.preflight(nano);
    expect(first.speeds).toEqual([{ size: 'nano', architecture: 'llama', ...shape, stepMs: 20, source: 'measured' }]);
    const { speeds } = await studio.client.runs.preflight({ size: 'small', settings: { context_length: 256 } });
    expect(speeds.map(({ size, context_length, source }) => [size, context_length, source])).toEqual([
      ['nano', 128, 'measured'],
      ['small', 256, 'measured'],
    ]);
  });

  test('is remembered by what it depends on', async () => {
    const trials = holdTrials();
    trials.hold.open();
    const take = (settings: object) => studio.client.runs.preflight({ size: 'nano', settings });
    await take({});
    await take({ learning_rate: 0.1, seed: 3 });
    expect(trials.started).toBe(1);
    await take({ gradient_accumulation_steps: 2 });
    await take({ precision: 'fp32' });
    await take({ architecture: 'gpt2' });
    expect(trials.started).toBe(4);
    await take({});
    expect(trials.started).toBe(4);
  });

  test('is shared by those who ask for the same, and ends when the last of them has gone', async () => {
    const trials = holdTrials();
    const take = vi.spyOn(Trials.prototype, 'take');
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = [first, second].map(({ signal }) => studio.client.runs.preflight(nano, { signal }));
    await trials.hold.reached;
    // The disk may answer the first of them long before the second.
    await vi.waitFor(() => expect(take).toHaveBeenCalledTimes(2), 60_000);
    take.mockRestore();
    first.abort();
    await expect(asked[0]).rejects.toMatchObject({ code: 'cancelled' });
    expect(trainers()).toBe(1);
    second.abort();
    await expect(asked[1]).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(trainers()).toBe(0));
    expect(trials.started).toBe(1);
    // Asked for once more right after, it starts anew.
    trials.hold.open();
    expect((await studio.client.runs.preflight(nano)).measured).toBe(true);
    expect(trials.started).toBe(2);
  });

  test('gives way to one of another shape', async () => {
    const trials = holdTrials();
    const first = studio.client.runs.preflight(nano);
    await trials.hold.reached;
    const second = studio.client.runs.preflight({ size: 'small', settings: {} });
    expect(await first).toMatchObject({ measured: false, busy: false, stepMs: null, problem: null });
    trials.hold.open();
    expect(await second).toMatchObject({ measured: true });
    expect(studio.processes).toEqual([]);
  });

  test('that fails says why, and can be asked for again', async () => {
    const trials = holdTrials();
    const asked = studio.client.runs.preflight(nano);
    await trials.hold.reached;
    studio.processes[0]?.die({ signal: 'SIGSEGV', stderrTail: 'oh' });
    await expect(asked).rejects.toMatchObject({ code: 'worker_died', details: { how: 'signal SIGSEGV' } });
    trials.hold.open();
    expect(await studio.client.runs.preflight(nano)).toMatchObject({ measured: true });
  });

  test('that takes more than there is is refused, with an offer by what was measured', async () => {
    studio.memory.available = 1e9;
    studio.script.train.preflight = () => ({
      ...{ readyMs: 1, stepMs: 1, peakRssBytes: 1.6e9 },
      execution: { mode: 'eager', precision: 'fp32', problem: null },
    });
    const found = await studio.client.runs.preflight(nano);
    expect(found).toMatchObject({ measured: true, problem: 'memory', availableMemoryBytes: 0.875e9 });
    expect(found.offer).toMatchObject({
      size: 'nano',
      per_device_train_batch_size: 2,
      gradient_accumulation_steps: 8,
    });
  });

  test.each(['an allocator', 'a last word'])('that runs out of memory, by %s, is refused', async (by) => {
    studio.script.train.preflight = () => {
      if (by === 'an allocator') throw new AppError('out_of_memory', { worker: 'train' });
      studio.processes[0]?.die({ code: 134, stderrTail: 'FATAL: JavaScript heap out of memory' });
      return new Promise(() => {});
    };
    const found = await studio.client.runs.preflight(nano);
    expect(found).toMatchObject({ measured: false, problem: 'memory', stepMs: null });
    expect(found.memoryBytes).toBe(found.availableMemoryBytes);
    expect(found.offer).toMatchObject({ size: 'nano', per_device_train_batch_size: 4, gradient_accumulation_steps: 4 });
  });

  test('ends before the machine is out of memory', async () => {
    const trials = holdTrials();
    const asked = studio.client.runs.preflight(nano);
    await trials.hold.reached;
    studio.memory.available = 1e8;
    expect(await asked).toMatchObject({ measured: false, problem: 'memory' });
    expect(studio.processes).toEqual([]);
  });

  test('ends with its window, and with the studio', async () => {
    const trials = holdTrials();
    const { client, port } = studio.attach();
    const asked = client.runs.preflight(nano);
    await trials.hold.reached;
    port.close();
    await expect(asked).rejects.toMatchObject({ code: 'connection_lost' });
    await vi.waitFor(() => expect(trainers()).toBe(0));
    const again = studio.client.runs.preflight({ size: 'small', settings: {} });
    await vi.waitFor(() => expect(trials.started).toBe(2));
    await Promise.all([studio.host.close(), expect(again).rejects.toMatchObject({ code: 'connection_lost' })]);
    expect(studio.processes).toEqual([]);
  });
});

describe('runs come first', () => {
  test('a start ends the measurement before anything of the run is begun', async () => {
    const trials = holdTrials();
    const dataset = await studio.importText();
    const asked = studio.client.runs.preflight(nano);
    await trials.hold.reached;
    const prepare = studio.script.prepare.run;
    studio.script.prepare.run = (request, context) => {
      expect(trainers()).toBe(0);
      return prepare(request, context);
    };
    const run = await studio.startRun(dataset.id);
    expect(await asked).toMatchObject({ measured: false });
    expect(await studio.ended(run.id)).toMatchObject({ state: 'done' });
  });

  test('what a measurement has in memory does not count against a start, or another measurement', async () => {
    const trials = holdTrials();
    const dataset = await studio.importText();
    Object.defineProperty(studio.memory, 'available', { get: () => (trainers() > 0 ? 1e9 : 8e9) });
    const first = studio.client.runs.preflight(nano);
    await trials.hold.reached;
    const large = { size: 'nano' as const, settings: { per_device_train_batch_size: 64 } };
    const second = studio.client.runs.preflight(large);
    expect(await first).toMatchObject({ measured: false });
    await vi.waitFor(() => expect(trials.started).toBe(2));
    const run = await studio.startRun(dataset.id, large);
    expect(await second).toMatchObject({ problem: null });
    expect(await studio.ended(run.id)).toMatchObject({ state: 'done' });
  });

  test('what wrote with a model and is idle is gone before that model is read to be measured, or trained', async () => {
    const folder = join(studio.folder, 'tiny');
    writeTinyModel(folder);
    const added = (await Array.fromAsync(studio.client.bases.add({ source: { kind: 'path', path: folder } }))).at(-1);
    if (added?.event !== 'done') throw new Error('no model was added');
    const { id } = added.base;
    const writers = () => studio.processes.filter(({ name }) => name === 'infer').length;
    const write = async () => {
      const input = {
        task: 'text-generation' as const,
        prompt: { kind: 'text' as const, text: 'a' },
        settings: DEFAULT_GENERATION,
      };
      for await (const _ of studio.client.playground.predict({ model: { kind: 'base', id }, input }));
      expect(writers()).toBe(1);
    };
    const seen: number[] = [];
    const report = studio.script.train.preflight;
    studio.script.train.preflight = (request, context) => {
      seen.push(writers());
      return report(request, context);
    };
    studio.script.train.run = (request, stopped) => {
      seen.push(writers());
      return trainBySteps(request, stopped);
    };
    await write();
    await studio.client.runs.preflight(nano);
    expect(writers(), 'another model is beside it').toBe(1);
    const dataset = await studio.importText();
    await studio.client.runs.preflight({ size: 'nano', base: id, settings: { context_length: 32 } });
    await write();
    const run = await studio.startRun(dataset.id, { base: id, settings: { context_length: 32 } });
    expect(await studio.ended(run.id)).toMatchObject({ state: 'done' });
    expect(seen).toEqual([1, 0, 0]);
  });

  test('while one is going nothing is tried: the speed is that of an earlier run, or of an earlier measurement', async () => {
    const dataset = await studio.importText();
    await studio.ended((await studio.startRun(dataset.id)).id);
    const trials = holdTrials();
    trials.hold.open();
    await studio.client.runs.preflight({ size: 'small', settings: {} });
    const pause = gate();
    studio.script.train.run = (request, stopped) => trainBySteps(request, stopped, () => pause.wait());
    const { id } = await studio.startRun(dataset.id);
    await pause.reached;
    // 16 rows of 128 tokens at 100 tokens a second.
    const half = await studio.client.runs.preflight({ size: 'nano', settings: { per_device_train_batch_size: 8 } });
    expect(half).toMatchObject({ measured: false, busy: true, stepMs: 10_240, tokensPerSecond: 100, readyMs: null });
    expect(await studio.client.runs.preflight({ size: 'base', settings: {} })).toMatchObject({ stepMs: null });
    const known = await studio.client.runs.preflight({ size: 'small', settings: {} });
    expect(known).toMatchObject({ measured: true, busy: true, stepMs: 20 });
    expect(trials.started).toBe(1);
    pause.open();
    await studio.ended(id);
  });

  test('what a run that trains has taken of memory is there for the next one', async () => {
    const dataset = await studio.importText();
    const pause = gate();
    studio.script.train.run = (request, stopped) => trainBySteps(request, stopped, () => pause.wait());
    const { id } = await studio.startRun(dataset.id);
    await pause.reached;
    studio.memory.available = 300e6;
    const next = await studio.startRun(dataset.id);
    pause.open();
    expect((await studio.ended(id)).state).toBe('done');
    expect((await studio.ended(next.id)).state).toBe('done');
  });
});

describe('what cannot fit', () => {
  test('is not tried, and refused with an offer that fits', async () => {
    const trials = holdTrials();
    const found = await studio.client.runs.preflight(enormous);
    expect(found).toMatchObject({ measured: false, busy: false, problem: 'memory' });
    expect(found.memoryBytes).toBeGreaterThan(100e9);
    expect(trials.started).toBe(0);
    trials.hold.open();
    if (!found.offer) throw new Error('nothing was offered');
    const { size, ...settings } = found.offer;
    expect(await studio.client.runs.preflight({ size, settings })).toMatchObject({ measured: true, problem: null });
    expect((settings.per_device_train_batch_size * settings.gradient_accumulation_steps) % 8).toBe(0);
  });

  test('is refused at the start, too, in bytes and in words', async () => {
    const dataset = await studio.importText();
    const refused = studio.startRun(dataset.id, enormous);
    await expect(refused).rejects.toMatchObject({
      code: 'run_does_not_fit',
      details: { resource: 'memory', availableBytes: 2 ** 32, size: 'base' },
      message: expect.stringMatching(
        /needs at least \d+\.\d GB of memory, and 4\.3 GB are free\. What fits: size base,/,
      ),
    });
    expect(await studio.client.runs.list({})).toEqual([]);
  });

  test('where not even the smallest fits, it says so', async () => {
    studio.memory.available = 100e6;
    const dataset = await studio.importText();
    await expect(studio.startRun(dataset.id)).rejects.toMatchObject({ code: 'nothing_fits' });
    expect(await studio.client.runs.preflight(nano)).toMatchObject({ problem: 'memory', offer: null });
  });
});

test('an unknown data set is told', async () => {
  await expect(studio.client.runs.preflight({ ...nano, datasetId: 'gone' })).rejects.toMatchObject({
    code: 'not_found',
  });
});
