import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineInfo } from '../../shared/domain/engines/engine.ts';
import { DEFAULT_GENERATION } from '../../shared/domain/models/generation.ts';
import type { EngineSelection } from '../engine/installed/selection.ts';
import type { EngineProvider } from '../engine/provider.ts';
import {
  CLI_PEER,
  OFFER,
  openStudio,
  type Studio,
  TENSORFLOW,
  trainBySteps,
  WASM,
  WINDOW_PEER,
} from './testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const reopened = async (engine: EngineProvider) => {
  await studio.close();
  studio = await openStudio(engine);
  return studio.client;
};
const trainedModel = async () => {
  const run = await studio.ended((await studio.startRun((await studio.importText()).id)).id);
  return studio.client.models.get({ id: run.modelId ?? '' });
};
const generation = (id: string, prompt = 'a') => ({
  model: { kind: 'model' as const, id },
  input: {
    task: 'text-generation' as const,
    prompt: { kind: 'text' as const, text: prompt },
    settings: DEFAULT_GENERATION,
  },
});

describe('data sets', () => {
  test('an import is listed, read by pages, and says what it refused', async () => {
    const dataset = await studio.importText('a,b\n1,x\nshort\n2,y\n');
    expect(dataset).toMatchObject({ name: 'products', fileName: 'products.csv', rows: 2, rejected: 1 });
    const { id } = dataset;
    expect(await studio.client.datasets.list({})).toEqual([dataset]);
    expect(await studio.client.datasets.rows({ id, offset: 1, limit: 5 })).toEqual({
      offset: 1,
      total: 2,
      rows: [['2', 'y']],
      cut: [],
    });
    expect(await studio.client.datasets.rejections({ id, offset: 0, limit: 5 })).toEqual({
      total: 1,
      rejections: [{ line: 3, reason: 'too_few_fields', raw: 'short', cut: false }],
    });
    expect((await studio.client.datasets.rename({ id, name: ' New ' })).name).toBe('New');
    await studio.reopen();
    expect((await studio.client.datasets.get({ id })).name).toBe('New');
    await vi.waitFor(() => expect(studio.processes).toEqual([]));
  });

  test('the sample is one call away, and every row of it is whole', async () => {
    const events = await Array.fromAsync(studio.client.datasets.importSample({}));
    const done = events.at(-1);
    if (done?.event !== 'done') throw new Error('no data set');
    expect(done.dataset).toMatchObject({ rows: 700, rejected: 0 });
    expect(done.dataset.columns.map(({ name, type }) => [name, type])).toEqual([
      ['name', 'text'],
      ['category', 'category'],
      ['tagline', 'text'],
      ['description', 'text'],
    ]);
  });

  test('a cancelled import leaves nothing', async () => {
    const file = join(studio.folder, 'large.csv');
    await writeFile(file, `a,b\n${'some,row\n'.repeat(300_000)}`);
    const controller = new AbortController();
    const consume = async () => {
      const request = { file: { kind: 'path' as const, path: file } };
      for await (const _ of studio.client.datasets.import(request, { signal: controller.signal })) controller.abort();
    };
    await expect(consume()).rejects.toMatchObject({ code: 'cancelled' });
    expect(await studio.client.datasets.list({})).toEqual([]);
    await vi.waitFor(() => expect(readdirSync(join(studio.home, 'datasets'))).toEqual([]));
    expect(studio.processes).toEqual([]);
  });

  test('a failed import leaves nothing', async () => {
    await expect(studio.importText('')).rejects.toMatchObject({ code: 'file_empty' });
    expect(readdirSync(join(studio.home, 'datasets'))).toEqual([]);
  });

  test('the preview is what the model will see', async () => {
    const { id } = await studio.importText();
    const request = { kind: 'complete' as const, inputs: ['name'], output: 'tagline' };
    const { examples } = await studio.client.recipes.preview({ datasetId: id, recipe: request, rows: 1 });
    expect(examples).toEqual([{ prompt: 'name: lamp 0\ntagline:', completion: ' glows 0 times', row: 0, cut: false }]);
  });
});

describe('paths', () => {
  test('a window names no path; a token stands for one', async () => {
    const { client } = studio.attach(WINDOW_PEER);
    const path = join(studio.folder, 'in.csv');
    await writeFile(path, 'a,b\n1,x\n');
    const file = { kind: 'path' as const, path };
    const { id } = await trainedModel();
    await expect(client.datasets.import({ file }).next()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(client.models.export({ id, format: 'hf', target: file }).next()).rejects.toMatchObject({
      code: 'forbidden',
    });
    const model = { kind: 'folder' as const, folder: file };
    await expect(client.playground.predict({ ...generation(id), model }).next()).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { token, name, bytes } = studio.host.addFile(path);
    expect([name, bytes, token.length >= 32]).toEqual(['in.csv', 8, true]);
    const events = await Array.fromAsync(client.datasets.import({ file: { kind: 'token', token } }));
    expect(events.at(-1)?.event).toBe('done');
    const made = { kind: 'token' as const, token: 'made-up' };
    await expect(client.datasets.import({ file: made }).next()).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('export', () => {
  const run = async (id: string, path: string) => {
    const target = { kind: 'path' as const, path };
    return (await Array.fromAsync(studio.client.models.export({ id, format: 'hf', target }))).at(-1);
  };

  test('writes a whole folder with the recipe and a card', async () => {
    const { id, recipe } = await trainedModel();
    const target = join(studio.folder, 'out');
    await mkdir(target);
    expect(await run(id, target)).toMatchObject({ event: 'done', path: target, verified: true, maxDifference: 1e-6 });
    expect(readdirSync(target).sort()).toEqual(
      [
        'README.md',
        'config.json',
        'generation_config.json',
        'kindling.json',
        'model.safetensors',
        'tokenizer.json',
        'tokenizer_config.json',
      ].sort(),
    );
    expect(JSON.parse(await readFile(join(target, 'kindling.json'), 'utf8'))).toEqual({ recipe });
    await expect(run(id, target)).rejects.toMatchObject({ code: 'target_exists' });
  });

  test.each([0.5, Number.MAX_VALUE])('one that differs by %d is removed', async (maxDifference) => {
    const { id } = await trainedModel();
    studio.script.convert.compare = async () => ({ maxDifference, tolerance: 1e-3 });
    await expect(run(id, join(studio.folder, 'out'))).rejects.toMatchObject({
      code: 'export_not_verified',
      details: { difference: maxDifference },
    });
    expect(readdirSync(studio.folder).sort()).toEqual(['home', 'products.csv']);
  });

  test('a worker that dies while verifying leaves nothing, and the next export works', async () => {
    const { id } = await trainedModel();
    const { compare } = studio.script.convert;
    studio.script.convert.compare = () => {
      studio.processes.find(({ name }) => name === 'convert')?.die({ signal: 'SIGKILL' });
      return new Promise(() => {});
    };
    const target = join(studio.folder, 'out');
    await expect(run(id, target)).rejects.toMatchObject({ code: 'worker_died' });
    expect(existsSync(target)).toBe(false);
    studio.script.convert.compare = compare;
    expect(await run(id, target)).toMatchObject({ event: 'done' });
  });

  test('without a target each export gets a folder of its own', async () => {
    const { id } = await trainedModel();
    await studio.client.models.rename({ id, name: '../茶 & Co' });
    const paths = [];
    for (let count = 0; count < 2; count++) {
      const event = (await Array.fromAsync(studio.client.models.export({ id, format: 'hf' }))).at(-1);
      paths.push(event?.event === 'done' && event.path);
    }
    expect(paths).toEqual(['茶-co', '茶-co-2'].map((name) => join(studio.home, 'exports', name)));
  });
});

describe('playground', () => {
  test('what was generated is kept, by model', async () => {
    const { id } = await trainedModel();
    const events = await Array.fromAsync(studio.client.playground.predict(generation(id, 'hello')));
    expect(events.map(({ event }) => event)).toEqual(['prompt', 'token', 'token', 'done']);
    const [entry] = await studio.client.playground.history({ modelId: id });
    expect(entry).toMatchObject({
      prompt: 'hello',
      inputs: null,
      text: ' quiet light',
      tokens: 2,
      finishReason: 'eos',
    });
    expect(await studio.client.playground.history({ modelId: 'other' })).toEqual([]);
    await studio.client.playground.removeHistory({ id: entry?.id ?? '' });
    expect(await studio.client.playground.history({})).toEqual([]);
  });

  test('the recipe builds the prompt it was trained on', async () => {
    const { id } = await trainedModel();
    const { model, input } = generation(id);
    const ask = (inputs: { column: string; value: string }[]) =>
      studio.client.playground.predict({ model, input: { ...input, prompt: { kind: 'inputs', inputs } } }).next();
    const [name, category] = [
      { column: 'name', value: '{{x}}' },
      { column: 'category', value: '' },
    ];
    expect((await ask([category, name])).value).toMatchObject({ prompt: 'name: {{x}}\ncategory: \ntagline:' });
    await expect(ask([name])).rejects.toMatchObject({ code: 'prompt_inputs_missing', details: { column: 'category' } });
    await expect(ask([name, category, { column: 'y', value: '' }])).rejects.toMatchObject({ code: 'column_unknown' });
  });

  test('stopping keeps what was written so far', async () => {
    const { id } = await trainedModel();
    studio.script.infer.predict = async function* (_, { signal }) {
      yield { event: 'token', id: 5, text: 'half' };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      signal.throwIfAborted();
    };
    const controller = new AbortController();
    const consume = async () => {
      for await (const _ of studio.client.playground.predict(generation(id), { signal: controller.signal }))
        controller.abort();
    };
    await expect(consume()).rejects.toMatchObject({ code: 'cancelled' });
    expect(await studio.client.playground.history({})).toMatchObject([
      { text: 'half', tokens: 1, finishReason: 'cancelled' },
    ]);
  });
});

describe('engine', () => {
  const provider = (install: EngineProvider['install']): EngineProvider => ({
    select: async () => ({ engine: WASM, binding: null }),
    offer: () => OFFER,
    install,
  });
  const resolving = { state: 'installing' as const, step: 'resolve' as const, doneBytes: 0, totalBytes: null };

  test('it is offered, installs, and later work takes it', async () => {
    const client = await reopened(
      provider(async ({ onProgress }) => {
        onProgress(resolving);
        return { engine: TENSORFLOW, binding: '/lib/binding.node' };
      }),
    );
    await vi.waitFor(async () => expect((await client.engine.status({})).install.state).toBe('offered'));
    const states = await Array.fromAsync(client.engine.install({ consent: true }));
    expect(states.map(({ state }) => state)).toEqual(['installing', 'none']);
    expect(await client.engine.status({})).toEqual({ engine: TENSORFLOW, install: { state: 'none' } });
    const environments: string[] = [];
    studio.script.infer.predict = async function* () {
      environments.push(...studio.processes.map(({ env }) => env.KINDLING_ENGINE_SELECTION ?? ''));
      yield { event: 'prompt', prompt: 'a', promptTokens: 1 };
    };
    const { id } = await trainedModel();
    await Array.fromAsync(client.playground.predict(generation(id)));
    expect(environments.map((text) => JSON.parse(text).engine.name)).toEqual(['tensorflow']);
  });

  test('the fastest one is found out after the start, and training waits for it', async () => {
    const found = Promise.withResolvers<EngineSelection>();
    const provider: EngineProvider = {
      select: async () => ({ engine: WASM, binding: null }),
      settle: () => found.promise,
      offer: () => null,
      install: () => Promise.reject(new Error('nothing to install')),
    };
    const client = await reopened(provider);
    expect((await client.engine.status({})).engine).toEqual(WASM);
    const environments: string[] = [];
    studio.script.train.run = (request, stopped) => {
      environments.push(...studio.processes.map(({ env }) => env.KINDLING_ENGINE_SELECTION ?? ''));
      return trainBySteps(request, stopped);
    };
    const run = await studio.startRun((await studio.importText()).id);
    const events = client.runs.watch({ id: run.id, fromStep: 0 });
    for await (const event of events) if (event.event === 'preparation' && event.preparation.phase === 'engine') break;
    expect(environments).toEqual([]);
    const measured = [{ name: 'tensorflow' as const, device: 'cpu' as const, stepMs: 12.5 }];
    found.resolve({ engine: { ...TENSORFLOW, measured }, binding: 'x' });
    await studio.ended(run.id);
    expect(environments.map((text) => JSON.parse(text).engine)).toEqual([{ ...TENSORFLOW, measured }]);
    expect((await client.engine.status({})).engine.measured).toEqual(measured);
  });

  test('it is said what models are used with where that is another one', async () => {
    const select = async () => ({ engine: WASM, binding: null });
    const using = (engine: EngineInfo) => ({
      ...provider(() => Promise.reject(new Error('nothing to install'))),
      ...{ select, forInference: () => ({ engine, binding: null }) },
    });
    expect(await (await reopened(using(TENSORFLOW))).engine.status({})).toMatchObject({
      engine: WASM,
      inference: TENSORFLOW,
    });
    expect(await (await reopened(using({ ...WASM, reason: null }))).engine.status({})).not.toHaveProperty('inference');
  });

  test('closing ends what would find it out', async () => {
    let ended = false;
    const client = await reopened({
      ...provider(() => Promise.reject(new Error('nothing to install'))),
      settle: ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            ended = true;
            resolve(null);
          });
        }),
    });
    await client.engine.status({});
    await studio.close();
    expect(ended).toBe(true);
  });

  test('a failure is told with its reason, and it may be tried again', async () => {
    let attempt = 0;
    const client = await reopened(
      provider(async () => {
        if (attempt++ === 0) throw new Error('no route');
        return { engine: TENSORFLOW, binding: 'x' };
      }),
    );
    await expect(Array.fromAsync(client.engine.install({ consent: true }))).rejects.toMatchObject({ code: 'internal' });
    expect((await client.engine.status({})).install).toMatchObject({ state: 'failed', offer: OFFER });
    await Array.fromAsync(client.engine.install({ consent: true }));
    expect((await client.engine.status({})).engine.name).toBe('tensorflow');
  });

  test('cancelling ends it and offers it again; a second caller joins the first', async () => {
    let installs = 0;
    const client = await reopened(
      provider(({ signal, onProgress }) => {
        installs++;
        onProgress(resolving);
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }),
    );
    const watchers = [studio.attach().client, client].map((who) =>
      Array.fromAsync(who.engine.install({ consent: true })),
    );
    const outcomes = Promise.allSettled(watchers);
    await vi.waitFor(async () => expect((await client.engine.status({})).install.state).toBe('installing'));
    await client.engine.cancelInstall({});
    expect((await outcomes).map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual([
      'cancelled',
      'cancelled',
    ]);
    expect((await client.engine.status({})).install).toEqual({ state: 'offered', offer: OFFER });
    expect(installs).toBe(1);
  });

  test('a window that closes does not end the installation', async () => {
    const installing = Promise.withResolvers<{ engine: typeof TENSORFLOW; binding: string }>();
    const client = await reopened(
      provider(({ onProgress }) => {
        onProgress(resolving);
        return installing.promise;
      }),
    );
    const other = studio.attach();
    const watching = other.client.engine.install({ consent: true });
    await watching.next();
    other.port.close();
    installing.resolve({ engine: TENSORFLOW, binding: 'x' });
    await vi.waitFor(async () => expect((await client.engine.status({})).engine.name).toBe('tensorflow'));
  });
});

test('host events tell windows what to ask for again', async () => {
  const controller = new AbortController();
  const seen: string[] = [];
  const watching = (async () => {
    for await (const event of studio.attach(CLI_PEER).client.host.watch({}, { signal: controller.signal })) {
      if (event.event === 'changed') seen.push(event.what);
    }
  })().catch(() => {});
  await studio.client.host.info({});
  await studio.client.settings.set({ theme: 'dark' });
  await trainedModel();
  controller.abort();
  await watching;
  expect(new Set(seen)).toEqual(new Set(['settings', 'datasets', 'runs', 'models']));
});
