import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUTO_SPLIT, type Split } from '../../../../shared/domain/datasets/split.ts';
import type { CompleteRecipe } from '../../../../shared/domain/tasks/textGeneration/recipe.ts';
import { createDatasetFile } from '../../../db/datasetFile.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { readTokenizer } from '../../../formats/huggingface/modelFiles.ts';
import { corpusTexts } from '../measures/corpusTexts.ts';
import { readCorpus } from '../readCorpus.ts';
import { examineTexts } from './examineTexts.ts';
import { prepareRun } from './prepareRun.ts';

const COLUMNS = ['name', 'tagline', 'description'];
const RECIPE: CompleteRecipe = {
  kind: 'complete',
  inputs: ['name', 'tagline'],
  output: 'description',
  template: 'name: {{name}}\ntagline: {{tagline}}\ndescription:',
};
const KEEPING: CompleteRecipe = { ...RECIPE, keepFields: ['name'] };
const NEVER = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-keeping-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Of each hundred rows, so many have their name in their text. */
const rowsOf = (percent: number, count = 300): string[][] =>
  Array.from({ length: count }, (_, index) => {
    const name = `Oak Lamp ${index}`;
    const subject = index % 100 < percent ? `The ${name.toUpperCase()}` : 'This lamp';
    return [name, `for room ${index}`, `${subject} gives a warm light to any room of the house, evening by evening.`];
  });

function datasetOf(rows: readonly string[][]): string {
  const path = join(folder, 'rows.db');
  const writer = createDatasetFile(path, COLUMNS);
  for (const row of rows) writer.append(row);
  writer.finish();
  return path;
}

async function prepare(dataset: string, recipe: CompleteRecipe, split: Split = AUTO_SPLIT) {
  const output = join(folder, recipe.keepFields ? 'keeping' : 'all');
  await mkdir(output);
  const request = { dataset, recipe, split, output, base: null, vocabSize: 512, contextLength: 64, seed: 5 };
  const prepared = await prepareRun({ ...request, truncationSide: 'none' }, NEVER, () => {});
  const tokenizer = await readTokenizer(output);
  const texts = async (of: 'train' | 'validation') => [
    ...(corpusTexts(await readCorpus(output, of, 512), tokenizer) as Iterable<string>),
  ];
  return { prepared, texts, heldOut: await readHeldOut(join(output, 'data')) };
}

test('rows whose text leaves the name out are not trained on; what is measured stays the same', async () => {
  const dataset = datasetOf(rowsOf(40));
  const all = await prepare(dataset, RECIPE);
  const keeping = await prepare(dataset, KEEPING);
  expect(all.prepared.leftOut).toBeUndefined();
  const { leftOut = 0, trainDocuments, validationDocuments } = keeping.prepared;
  expect(leftOut).toBeGreaterThan(100);
  expect(leftOut + trainDocuments).toBe(all.prepared.trainDocuments);
  expect(validationDocuments).toBe(all.prepared.validationDocuments);
  expect(keeping.heldOut).toEqual(all.heldOut);
  for (const text of await keeping.texts('train')) expect(text).toContain('The OAK LAMP');
  const validation = await keeping.texts('validation');
  expect(validation.some((text) => !text.includes('OAK LAMP'))).toBe(true);
  expect(validation.length).toBe(validationDocuments);
});

const shares = { validation: 0.2, test: 0.1 };
test.each<Split>([
  { kind: 'ratio', ...shares },
  { kind: 'group', column: 'tagline', ...shares },
])('of a split that was chosen, only training loses rows: %j', async (split) => {
  const dataset = datasetOf(rowsOf(40));
  const all = (await prepare(dataset, RECIPE, split)).prepared;
  const { leftOut = 0, trainDocuments, ...others } = (await prepare(dataset, KEEPING, split)).prepared;
  expect(trainDocuments + leftOut).toBe(all.trainDocuments);
  expect(others).toMatchObject({ validationDocuments: all.validationDocuments, testDocuments: all.testDocuments });
});

test.each([
  [95, RECIPE, null, [], ['name']],
  // Whoever has texts written again until they keep it knows.
  [37, { ...RECIPE, mustContain: ['name'] }, null, []],
  [
    37,
    RECIPE,
    null,
    [{ code: 'fields_seldom_kept', details: { column: 'name', percent: 37, kept: 111, rows: 300 } }],
    ['name'],
  ],
  [37, KEEPING, null, [{ code: 'rows_left_out', details: { columns: '“name”', kept: 111, left: 189, rows: 300 } }]],
  [100, KEEPING, null, []],
  [3, KEEPING, { code: 'keep_leaves_too_few', details: { kept: 9, rows: 300 } }, []],
  // Hardly ever there: it is no name.
  [3, RECIPE, null, []],
] as const)('where %s of 100 texts keep it, is said before training', async (...row) => {
  const [percent, recipe, refusal, warnings, mustContain] = row;
  const found = await examineTexts({ dataset: datasetOf(rowsOf(percent)), recipe: recipe as CompleteRecipe }, NEVER);
  expect(found.refusal).toEqual(
    refusal && expect.objectContaining({ ...refusal, details: expect.objectContaining(refusal.details) }),
  );
  expect(found.warnings).toEqual(
    warnings.map(({ code, details }) => expect.objectContaining({ code, details: expect.objectContaining(details) })),
  );
  // Texts have to contain what is like a name, where nobody has said otherwise.
  expect(found.mustContain).toEqual(mustContain);
});

test('nothing is said of texts that are continued, and a cancel ends the reading', async () => {
  const dataset = datasetOf(rowsOf(3, 3000));
  const recipe = { kind: 'continue' as const, template: '{{name}}\n{{description}}' };
  expect(await examineTexts({ dataset, recipe }, NEVER)).toEqual({ refusal: null, warnings: [] });
  await expect(examineTexts({ dataset, recipe: RECIPE }, AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  });
});
