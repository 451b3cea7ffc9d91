import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

async function trained() {
  const dataset = await studio.importText();
  const run = await studio.ended((await studio.startRun(dataset.id)).id);
  return { dataset, runId: run.id, modelId: run.modelId ?? '' };
}

async function measured(id: string, request: { texts?: number; seed?: number; fields?: string[] } = {}) {
  for await (const event of studio.client.models.evaluate({ id, ...request })) {
    if (event.event === 'done') return event.record;
  }
  throw new Error('no end');
}

test('a model is measured anew, and its figures and texts are kept with it and its run', async () => {
  const { runId, modelId } = await trained();
  expect((await studio.client.models.get({ id: modelId })).measures).toBe(null);
  expect(await studio.client.models.measurement({ id: modelId })).toBe(null);
  // Prepared by a version that kept no rows: they are found again from the data set.
  const record = await measured(modelId, { seed: 7, fields: ['name'] });
  expect(record).toMatchObject({ seed: 7, texts: 1, metrics: { field_fidelity: { value: 1 } } });
  expect(record.written[0]?.inputs.map(({ column }) => column)).toEqual(['name', 'category']);
  expect(await studio.client.models.measurement({ id: modelId })).toEqual(record);
  const { written: _, ...report } = record;
  expect((await studio.client.models.get({ id: modelId })).measures).toEqual(report);
  expect((await studio.client.runs.get({ id: runId })).measures).toEqual(report);

  const other = await measured(modelId, { fields: ['category'] });
  expect(other.seed).not.toBe(7);
  await studio.reopen();
  expect((await studio.client.models.get({ id: modelId })).measures?.seed).toBe(other.seed);
});

test('says which column is no input, and when nothing is left to measure on', async () => {
  const { dataset, runId, modelId } = await trained();
  await expect(measured(modelId, { fields: ['tagline'] })).rejects.toMatchObject({
    code: 'column_unknown',
    details: { column: 'tagline', columns: 'name, category' },
  });
  await expect(measured('nobody')).rejects.toMatchObject({ code: 'not_found' });
  await studio.client.datasets.remove({ id: dataset.id });
  await expect(measured(modelId)).rejects.toMatchObject({ code: 'no_held_out_rows' });
  await studio.client.runs.remove({ id: runId });
  await expect(measured(modelId)).rejects.toMatchObject({ code: 'no_held_out_rows' });
});

test('nothing is kept when it is cancelled', async () => {
  const { modelId } = await trained();
  const controller = new AbortController();
  studio.script.infer.measure = async function* (_, { signal }) {
    yield { event: 'progress', done: 0, total: 1 };
    controller.abort();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();
  };
  const events = studio.client.models.evaluate({ id: modelId }, { signal: controller.signal });
  await expect(Array.fromAsync(events)).rejects.toMatchObject({ code: 'cancelled' });
  expect((await studio.client.models.get({ id: modelId })).measures).toBe(null);
});

test('a run is refused a column that is no input', async () => {
  const dataset = await studio.importText();
  await expect(studio.startRun(dataset.id, { fidelityFields: ['tagline'] })).rejects.toMatchObject({
    code: 'column_unknown',
  });
  const run = await studio.startRun(dataset.id, { fidelityFields: ['category', 'category'] });
  expect(run.fidelityFields).toEqual(['category']);
  await studio.ended(run.id);
});
