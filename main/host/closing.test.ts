import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStudio, type Studio, trainBySteps } from './testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const namesIn = (...path: string[]) => {
  const folder = join(studio.home, ...path);
  return existsSync(folder) ? readdirSync(folder) : [];
};
const forever = () => new Promise<never>(() => {});

describe('closing', () => {
  test('ends an import and leaves nothing of it', async () => {
    const file = join(studio.folder, 'large.csv');
    await writeFile(file, `a,b\n${'some,row\n'.repeat(300_000)}`);
    const importing = studio.client.datasets.import({ file: { kind: 'path', path: file } });
    await importing.next();
    expect(namesIn('datasets')).toHaveLength(1);
    await studio.host.close();
    expect(studio.processes).toEqual([]);
    expect(namesIn('datasets')).toEqual([]);
    await expect(Array.fromAsync(importing)).rejects.toMatchObject({ code: 'connection_lost' });
  });

  test('ends an export and leaves nothing of it', async () => {
    const run = await studio.ended((await studio.startRun((await studio.importText()).id)).id);
    studio.script.convert.compare = forever;
    const exporting = studio.client.models.export({ id: run.modelId ?? '', format: 'hf' });
    for await (const event of exporting) if (event.event === 'progress' && event.step === 'verify') break;
    await studio.host.close();
    expect(namesIn('exports')).toEqual([]);
  });

  test('does not wait for a preparation that hears nothing', async () => {
    const reached = Promise.withResolvers<void>();
    studio.script.prepare.run = async function* () {
      yield { event: 'progress', preparation: { phase: 'tokenizer', done: 0, total: null } };
      reached.resolve();
      await forever();
    };
    const { id } = await studio.startRun((await studio.importText()).id);
    await reached.promise;
    await studio.reopen();
    expect(await studio.client.runs.get({ id })).toMatchObject({
      state: 'interrupted',
      error: { code: 'run_interrupted_early' },
    });
  });

  test('while a model is saved leaves no part of it', async () => {
    const reached = Promise.withResolvers<void>();
    studio.script.train.run = async function* (request, stopped) {
      for await (const event of trainBySteps(request, stopped)) {
        yield event;
        if (event.event !== 'saving') continue;
        const parts = [request.output, request.output.replace(/[^/\\]+$/, '.$&.partial')];
        for (const part of parts) await mkdir(part, { recursive: true });
        reached.resolve();
        await forever();
      }
    };
    await studio.startRun((await studio.importText()).id);
    await reached.promise;
    expect(namesIn('models')).toHaveLength(2);
    await studio.host.close();
    expect(namesIn('models')).toEqual([]);
  });
});

test('a start removes what a killed studio left unfinished, and nothing else', async () => {
  const { id } = await studio.importText();
  const put = async (...path: string[]) => {
    await mkdir(join(studio.home, ...path.slice(0, -1)), { recursive: true });
    await writeFile(join(studio.home, ...path), 'x');
  };
  await mkdir(join(studio.home, 'datasets', 'emptyempty00'));
  await put('datasets', 'brokenbroken', 'v1.db.partial');
  await put('datasets', 'brokenbroken', 'v1.db.partial-journal');
  await put('datasets', 'wholewhole00', 'v1.db');
  await put('datasets', 'wholewhole00', 'v2.db.partial');
  await put('datasets', 'my own folder', 'v1.db.partial');
  await put('datasets', id, 'v2.db.partial');
  await put('models', '.savingsaving.partial', 'model.safetensors');
  await put('models', '.removingit00.removed', 'model.safetensors');
  await put('models', '.thisonlyold0.replaced', 'old.safetensors');
  await put('models', '.bothpresent0.replaced', 'old.safetensors');
  await put('models', 'bothpresent0', 'new.safetensors');
  await put('models', '.savingsaving.replaced', 'model.safetensors');
  await put('models', 'nobodysmodel', 'model.safetensors');
  await put('runs', 'nobodysrun00', 'config.json');
  await put('exports', '.lamps.partial-123', 'config.json');
  await put('exports', 'lamps', 'config.json');
  await studio.reopen();
  expect(namesIn('datasets').sort()).toEqual(['my own folder', 'wholewhole00', id].sort());
  expect(namesIn('datasets', 'wholewhole00').sort()).toEqual(['v1.db', 'v2.db.partial']);
  expect(namesIn('datasets', id).sort()).toEqual(['listing.json', 'v1.db']);
  expect(namesIn('models').sort()).toEqual(['bothpresent0', 'nobodysmodel', 'savingsaving', 'thisonlyold0']);
  expect(namesIn('models', 'bothpresent0')).toEqual(['new.safetensors']);
  expect(namesIn('runs')).toEqual(['nobodysrun00']);
  expect(namesIn('exports')).toEqual(['lamps']);
  expect(await studio.client.datasets.list({})).toMatchObject([{ id }]);
});
