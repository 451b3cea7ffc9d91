import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { labelledRun } from '../testing/labelledRun.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

async function kept(id: string, request: { name?: string } = {}, signal?: AbortSignal) {
  for await (const event of studio.client.runs.keepBaseline({ id, ...request }, signal && { signal })) {
    if (event.event === 'done') return event;
  }
  throw new Error('no end');
}

test('a baseline becomes a model that is listed, measured, found again, and exported as what it is', async () => {
  const { dataset, run } = await labelledRun(studio);
  const { model, kept: before } = await kept(run.id);
  expect(before).toBe(false);
  expect(model).toMatchObject({
    ...{ name: `${dataset.name} · linear`, runId: run.id, config: null, engine: null, parameters: 12 },
    baseline: { name: 'linear', features: 5 },
  });
  expect(model.measures).not.toBeNull();
  // The run's own model is not touched.
  expect((await studio.client.runs.get({ id: run.id })).measures).toBeNull();
  const again = await kept(run.id, { name: 'linear' });
  expect(again).toMatchObject({ kept: true, model: { id: model.id } });
  await studio.reopen();
  expect(await studio.client.models.list({})).toHaveLength(2);
  expect(await studio.client.storage.problems({})).toEqual([]);

  const out = join(studio.folder, 'out');
  const exported = async (format: 'hf' | 'linear', id = model.id) => {
    const target = { kind: 'path' as const, path: out };
    for await (const event of studio.client.models.export({ id, format, options: { card: false }, target })) {
      if (event.event === 'done') return event.files;
    }
    throw new Error('no end');
  };
  await expect(exported('hf')).rejects.toMatchObject({ code: 'format_does_not_fit', details: { misfit: 'noNetwork' } });
  await expect(exported('linear', run.modelId ?? '')).rejects.toMatchObject({ details: { misfit: 'noBaseline' } });
  expect(await exported('linear')).toEqual(['baseline.json', 'kindling.json', 'model.safetensors', 'predict.py']);
});

test('what cannot be kept is said, and nothing is left of what was cancelled', async () => {
  const { dataset, run } = await labelledRun(studio);
  await expect(kept(run.id, { name: 'commonest' })).rejects.toMatchObject({ code: 'bad_input' });
  const controller = new AbortController();
  let output = '';
  studio.script.prepare.keepRival = async function* (request) {
    output = request.output;
    yield { event: 'progress', preparation: { phase: 'baselines', done: 0, total: 1 } };
    controller.abort();
    await new Promise(() => {});
  };
  await expect(kept(run.id, {}, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(output)).toBe(false);
  expect(await studio.client.models.list({})).toHaveLength(1);
  await rm(join(studio.home, 'datasets', dataset.id), { recursive: true });
  await expect(kept(run.id)).rejects.toMatchObject({ code: 'dataset_missing' });

  const texts = await studio.importText();
  const writer = await studio.ended((await studio.startRun(texts.id)).id);
  await expect(kept(writer.id)).rejects.toMatchObject({ code: 'bad_input' });
});
