import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const ROWS = `text,topics\n${Array.from({ length: 24 }, (_, row) => `row ${row},${row % 2 ? 'a;b' : 'b'}`).join('\n')}\n`;
const TAG = { kind: 'tag' as const, inputs: ['text'], output: 'topics', separator: ';' };

async function trained() {
  const dataset = await studio.importText(ROWS);
  const run = await studio.ended((await studio.startRun(dataset.id, { recipe: TAG })).id);
  const id = run.modelId ?? '';
  const folder = join(studio.home, 'models', id);
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ id2label: { 0: 'a', 1: '__proto__', 2: 'b' } }));
  return { id, folder };
}

test('thresholds are kept with the model, announced, exported and taken back', async () => {
  const { client } = studio;
  const { id, folder } = await trained();
  const labels = ['a', '__proto__', 'b'];
  // As a model of an earlier version has it.
  expect(await client.models.thresholds({ id })).toEqual({ labels, thresholds: {} });
  // A half is what all have: it is not kept.
  const set = await client.models.setThresholds({ id, thresholds: { b: 0.35, a: 0.5 } });
  expect(set).toEqual({ labels, thresholds: { b: 0.35 } });
  await studio.reopen();
  expect(await studio.client.models.thresholds({ id })).toEqual(set);
  expect(JSON.parse(readFileSync(join(folder, 'thresholds.json'), 'utf8'))).toEqual({ b: 0.35 });

  const target = { kind: 'path' as const, path: join(studio.folder, 'out') };
  const exported = await Array.fromAsync(studio.client.models.export({ id, format: 'hf', target }));
  expect(exported.at(-1)).toMatchObject({ files: expect.arrayContaining(['thresholds.json', 'README.md']) });
  expect(readFileSync(join(target.path, 'README.md'), 'utf8')).toContain('| b | 0.35 |');

  expect((await studio.client.models.setThresholds({ id, thresholds: {} })).thresholds).toEqual({});
  expect(existsSync(join(folder, 'thresholds.json'))).toBe(false);
});

test('what is no label or no probability is refused, and so is a model of another task', async () => {
  const { client } = studio;
  const { id, folder } = await trained();
  await client.models.setThresholds({ id, thresholds: { a: 0.2 } });
  const refused = (thresholds: Record<string, number>) =>
    expect(client.models.setThresholds({ id, thresholds })).rejects;
  await refused({ c: 0.3 }).toMatchObject({
    code: 'label_unknown',
    details: { label: 'c', labels: 'a, __proto__, b' },
  });
  for (const wrong of [-0.1, 1.1, Number.NaN]) await refused({ b: wrong }).toMatchObject({ code: 'bad_input' });
  expect((await client.models.thresholds({ id })).thresholds).toEqual({ a: 0.2 });
  writeFileSync(join(folder, 'thresholds.json'), '{"a": "much"}');
  await expect(client.models.thresholds({ id })).rejects.toMatchObject({ code: 'model_invalid' });

  const texts = await studio.importText();
  const writer = (await studio.ended((await studio.startRun(texts.id)).id)).modelId ?? '';
  await expect(client.models.thresholds({ id: writer })).rejects.toMatchObject({ code: 'model_other_task' });
  await expect(client.models.thresholds({ id: 'none' })).rejects.toMatchObject({ code: 'not_found' });
});
