import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecipeOf } from '../../../../shared/domain/tasks/index.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { writeThresholds } from '../../../formats/thresholds.ts';
import { AGAIN } from '../../../setup/leftOut.ts';
import { requestFor } from '../../prepare/testing/requestFor.ts';
import { multiLabelClassification } from '../index.ts';
import { readRivals } from '../rivalsFile.ts';
import { keepLinear } from './keepLinear.ts';
import { prepareTags } from './prepareTags.ts';

const RECIPE: RecipeOf<'multi-label-classification'> = {
  ...{ kind: 'tag', inputs: ['text'], output: 'topics', others: [], separator: ';', template: '{{text}}' },
};
const NEVER = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-kept-tags-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Texts of none to three labels, which share words, so that a part of them is told wrong. */
const ROWS = Array.from({ length: 90 }, (_, index): [string, string] => {
  const labels = ['light', 'heat', 'noise'].filter((_, place) => index % (place + 2) === 0);
  return [`a ${labels.join(' and ')} thing ${index % 7}`, labels.slice(index % 11 === 0 ? 1 : 0).join(';')];
});

test('a kept baseline tells of held-out rows the labels that it told beside the run, and is not held against itself', {
  tags: [AGAIN],
}, async () => {
  const request = await requestFor(folder, RECIPE, ['text', 'topics'], ROWS);
  await prepareTags(request, NEVER, () => {});
  const { dataset, seed, split, output: run } = request;
  const output = join(folder, 'model');
  await keepLinear({ dataset, recipe: RECIPE, seed, split, name: 'linear_labels', output }, NEVER, () => {});

  const model = await multiLabelClassification.open(output, NEVER as never);
  const rows = (await readHeldOut(join(run, 'data'))) ?? [];
  const said = (await readRivals(run)).get('linear_labels');
  expect(rows.length).toBe(said?.size);
  const texts = rows.map(({ prompt }) => ({ kind: 'text' as const, text: prompt }));
  const known = ['heat', 'light', 'noise'];
  let several = 0;
  for await (const event of model.predict({ task: 'multi-label-classification', texts }, NEVER)) {
    const told = event.labels.filter(({ probability }) => probability >= 0.5).map(({ label }) => label);
    const beside = said?.get(rows[event.index]?.row ?? -1) ?? [];
    expect(told.sort()).toEqual(beside.map((number) => known[number]));
    if (told.length > 1) several++;
  }
  expect(several).toBeGreaterThan(0);
  // A model that is open follows thresholds that are chosen meanwhile, in what it tells and in its figures.
  await writeThresholds(output, { heat: 0.05 });
  const meter = await model.rowMeter?.(['text', 'topics']);
  let more = 0;
  for await (const event of model.predict({ task: 'multi-label-classification', texts }, NEVER)) {
    const heat = event.labels.find(({ label }) => label === 'heat');
    expect(heat?.threshold).toBe(0.05);
    if (heat && heat.probability >= 0.05 && heat.probability < 0.5) more++;
    const told = event.labels.filter(({ probability, threshold = 0.5 }) => probability >= threshold);
    meter?.take(['', told.map(({ label }) => label).join(';')], event);
  }
  expect(more).toBeGreaterThan(0);
  expect(meter?.measure().metrics.micro_f1?.value).toBe(1);
  const job = { fields: null, texts: 1, temperature: 0, maxTokens: null, mustContain: null, tries: 1 };
  const measured = await Array.fromAsync(model.measure({ ...job, rows, seed: 1, run }, NEVER));
  expect(
    measured.flatMap((event) => (event.event === 'done' ? [event.record.rivals?.map(({ name }) => name)] : [])),
  ).toEqual([['frequent']]);
});
