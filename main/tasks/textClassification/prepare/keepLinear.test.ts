import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassifyRecipe } from '../../../../shared/domain/tasks/textClassification/recipe.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { BASELINE_FILE, readBaseline } from '../../../formats/linear/linearFiles.ts';
import { readWords, WORDS_FOLDER } from '../../../formats/linear/wordsFolder.ts';
import { logSoftmax } from '../../../ml/together.ts';
import { requestFor } from '../../prepare/testing/requestFor.ts';
import { linearScorer } from '../../texts/textScorer.ts';
import { LabelModel } from '../predict/labelModel.ts';
import { readRivals } from '../rivalsFile.ts';
import { readWordLogs } from '../wordsFile.ts';
import { keepLinear } from './keepLinear.ts';
import { prepareLabelled } from './prepareRun.ts';

const RECIPE: ClassifyRecipe = { kind: 'classify', inputs: ['text'], output: 'label', template: '{{text}}' };
const NEVER = new AbortController().signal;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-kept-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Texts of two labels that share words, so that a part of them is told wrong. */
const ROWS = Array.from({ length: 90 }, (_, index): [string, string] => [
  `${index % 3 === 0 ? 'cold' : 'warm'} lamp ${index % 7} ${index % 5 === 0 ? 'bad' : 'good'}`,
  index % 5 === 0 || index % 11 === 0 ? 'bad' : 'good',
]);

/** Made once: no test changes it. */
let made: ReturnType<typeof make> | undefined;
const kept = () => {
  made ??= make();
  return made;
};

async function make() {
  const request = await requestFor(folder, RECIPE, ['text', 'label'], ROWS);
  await prepareLabelled(request, NEVER, () => {});
  const { dataset, seed, split } = request;
  const output = join(folder, 'model');
  const facts = await keepLinear({ dataset, recipe: RECIPE, seed, split, name: 'linear', output }, NEVER, () => {});
  return { run: request.output, output, facts };
}

test('a baseline that is kept says of held-out rows what it said beside the run, and is not held against itself', async () => {
  const { run, output, facts } = await kept();
  const { about, parts } = await readBaseline(output);
  expect(facts).toEqual({ features: parts.idf.length, parameters: parts.weights.length + 2 });
  const model = new LabelModel(linearScorer(parts), about.labels ?? [], output, about.name);
  const rows = (await readHeldOut(join(run, 'data'))) ?? [];
  const said = (await readRivals(run)).get('linear');
  expect(rows.length).toBe(said?.size);
  const texts = rows.map(({ prompt }) => ({ kind: 'text' as const, text: prompt }));
  for await (const { index, labels, tokens } of model.predict({ task: 'text-classification', texts }, NEVER)) {
    expect(labels[0]?.label).toBe(about.labels?.[said?.get(rows[index]?.row ?? -1) ?? -1]);
    expect(tokens).toBeGreaterThan(0);
  }
  const job = {
    rows,
    fields: null,
    texts: 1,
    seed: 1,
    temperature: 0,
    maxTokens: null,
    mustContain: null,
    tries: 1,
    run,
  };
  for await (const event of model.measure(job, NEVER)) {
    if (event.event !== 'done') continue;
    expect(event.record.rivals?.map(({ name }) => name)).toEqual(['commonest']);
    expect(event.record.metrics.accuracy?.value).toBeGreaterThan(0.5);
  }
});

test('a folder that was damaged is refused with what is wrong', async () => {
  const output = join(folder, 'damaged');
  await cp((await kept()).output, output, { recursive: true });
  const path = join(output, BASELINE_FILE);
  const about = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...about, labels: ['one', 'two', 'three'] }));
  await expect(readBaseline(output)).rejects.toMatchObject({ code: 'model_invalid' });
  await writeFile(path, JSON.stringify({ ...about, rules: { ...about.rules, buckets: 8 } }));
  await expect(readBaseline(output)).rejects.toMatchObject({ code: 'model_invalid' });
});

test('what words say of held-out rows is left for both together, and whole where they join in', async () => {
  const { run, output } = await kept();
  const rivals = await readRivals(run);
  const logs = await readWordLogs(run, rivals, 2);
  const { parts } = await readBaseline(output);
  const scorer = linearScorer(parts);
  for (const { row, prompt } of (await readHeldOut(join(run, 'data'))) ?? []) {
    const slow = logSoftmax((await scorer.score(prompt, null)).scores);
    for (const [label, log] of slow.entries()) expect(logs?.get(row)?.[label]).toBeCloseTo(log, 4);
  }
  expect(existsSync(join(run, 'data', WORDS_FOLDER))).toBe(false);
  await expect(readWordLogs(run, rivals, 3)).rejects.toMatchObject({ code: 'run_data_damaged' });

  const joined = join(folder, 'joined');
  await mkdir(joined);
  const request = await requestFor(joined, { ...RECIPE, words: 'together' }, ['text', 'label'], ROWS);
  await prepareLabelled(request, NEVER, () => {});
  expect((await readWords(join(request.output, 'data'), ['bad', 'good'])).weights).toEqual(parts.weights);
  await expect(readWords(join(request.output, 'data'), ['good', 'bad'])).rejects.toMatchObject({
    code: 'model_invalid',
  });
});
