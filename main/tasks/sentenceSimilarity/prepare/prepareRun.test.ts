import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MatchRecipe } from '../../../../shared/domain/tasks/sentenceSimilarity/recipe.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { NOT_WRONG } from '../../../ml/heads/sentencePairs.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { requestFor as requestOf } from '../../prepare/testing/requestFor.ts';
import { evaluationBatches, pairBatches } from '../batches.ts';
import { type PairCorpus, readPairs } from '../corpus.ts';
import { readRivals } from '../rivalsFile.ts';
import { readSentence } from '../sentenceFile.ts';
import { preparePairs } from './prepareRun.ts';

const RECIPE: MatchRecipe = { kind: 'match', inputs: ['name'], output: 'text', template: '{{name}}' };
const NEVER = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-pairs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Row = [name: string, text: string];

const requestFor = (rows: readonly Row[], change: Partial<PrepareRequest> = {}) =>
  requestOf(folder, RECIPE, ['name', 'text'], rows, change);

const ROWS = Array.from({ length: 40 }, (_, number): Row => [`lamp ${number}`, `all about lamp ${number}`]);

test('pairs are split, cut at the context, and found again; what shares words is ranked first', async () => {
  const request = await requestFor([
    ...ROWS,
    ['nothing', ' '],
    [' ', 'no name'],
    ['x'.repeat(99), `all about ${'x'.repeat(99)}`],
  ]);
  const prepared = await preparePairs(request, NEVER, () => {});
  expect(prepared).toMatchObject({ trainDocuments: 33, validationDocuments: 8, testDocuments: 0 });
  const train = (await readPairs(request.output, 'train', 300)) as PairCorpus;
  const held = (await readPairs(request.output, 'validation', 300)) as PairCorpus;
  expect(await readPairs(request.output, 'test', 300)).toBeNull();
  expect(prepared.promptsTooLong).toBeGreaterThan(0);
  for (const { first, second, end } of [...train.pairs, ...held.pairs]) {
    expect(second - first).toBeLessThanOrEqual(16);
    expect(end - second).toBeLessThanOrEqual(16);
  }
  const rows = (await readHeldOut(join(request.output, 'data'))) ?? [];
  expect(rows.map(({ row }) => row).sort()).toEqual(held.pairs.map(({ row }) => row).sort());
  const ranks = (await readRivals(request.output)).get('shared_words');
  for (const { row, prompt, reference } of rows) {
    expect(reference).toBe(`all about ${prompt}`);
    expect(ranks?.get(row)).toBe(1);
  }
  expect(await readSentence(request.output)).toMatchObject({
    ...{ pooling: { from: 'mean', normalize: true }, mostTokens: 16, hasBase: false },
  });
});

test('another pair is no wrong answer where a text is the same, and the last batch is filled up', async () => {
  const twice: Row[] = [...ROWS.slice(0, 8), ['lamp 0', 'another text'], ['another name', 'all about lamp 1']];
  const request = await requestFor(twice, { split: { kind: 'ratio', validation: 0.1, test: 0 } });
  await preparePairs(request, NEVER, () => {});
  const train = (await readPairs(request.output, 'train', 300)) as PairCorpus;
  const [batch] = [...evaluationBatches(train, 12, [16])];
  const mask = batch?.values.mask as Float32Array;
  for (let row = 0; row < train.pairs.length; row++) {
    for (let other = 0; other < 12; other++) {
      const [own, that] = [train.pairs[row], train.pairs[other]];
      const isSame = own?.firstText === that?.firstText || own?.secondText === that?.secondText;
      const expected = row !== other && (that === undefined || isSame) ? NOT_WRONG : 0;
      expect(mask[12 * row + other]).toBe(expected);
    }
  }
  expect(mask.filter((value) => value === NOT_WRONG).length).toBeGreaterThan(3 * 9);
  expect(Array.from(batch?.weights ?? [])).toEqual([...Array(9).fill(1), 0, 0, 0]);
  const ids = batch?.values.ids.subarray(0, batch.values.lengths[0]);
  const first = train.pairs[0] as PairCorpus['pairs'][number];
  expect(Array.from(ids ?? [])).toEqual(Array.from(train.ids.subarray(first.first, first.second)));
});

test('the same seed gives the same batches from any position on', async () => {
  const request = await requestFor(ROWS);
  await preparePairs(request, NEVER, () => {});
  const train = (await readPairs(request.output, 'train', 300)) as PairCorpus;
  const source = pairBatches(train, 4, [16], 7);
  for (let batch = 0; batch < 11; batch++) source.next();
  const { position } = source;
  const [one, other] = [source.next().value, pairBatches(train, 4, [16], position).next().value];
  expect(other).toEqual(one);
});
