import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ScoreRecipe } from '../../../../shared/domain/tasks/regression/recipe.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { AGAIN } from '../../../setup/leftOut.ts';
import { requestFor as requestOf } from '../../prepare/testing/requestFor.ts';
import { shuffledCorpus } from '../../texts/corpus.ts';
import { readScoredCorpus } from '../corpus.ts';
import { readRivals } from '../rivalsFile.ts';
import { readScale } from '../scale.ts';
import { examineScores } from './examineScores.ts';
import { prepareScored } from './prepareRun.ts';

const RECIPE: ScoreRecipe = { kind: 'score', inputs: ['text'], output: 'price', template: '{{text}}' };
const NEVER = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-scores-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Row = [text: string, price: string];
/** Texts that name their price. */
const rowsOf = (prices: readonly string[]): Row[] =>
  prices.map((price, index) => [`row ${index % 7} for ${price}`, price]);
const PRICES = Array.from({ length: 60 }, (_, index) => String((index % 3) * 100));

const requestFor = (rows: readonly Row[]) => requestOf(folder, RECIPE, ['text', 'price'], rows);

describe('texts with their numbers', () => {
  test('are written as they are, with mean and deviation of training and what cheap models say of the others', async () => {
    const request = await requestFor([...rowsOf(PRICES), ['no price', 'n/a'], ['none', ''], ['last', '$1,000.5']]);
    const prepared = await prepareScored(request, NEVER, () => {});
    expect(prepared).toMatchObject({ trainDocuments: 49, validationDocuments: 12, testDocuments: 0 });
    const train = await readScoredCorpus(request.output, 'train', 300);
    const held = await readScoredCorpus(request.output, 'validation', 300);
    const numbers = [...(train?.numbers ?? []), ...(held?.numbers ?? [])];
    expect(numbers.sort((one, other) => one - other)).toEqual([...PRICES.map(Number), 1000.5].sort((a, b) => a - b));
    const { mean, std } = await readScale(request.output);
    const own = Array.from(train?.numbers ?? []);
    expect(mean).toBeCloseTo(own.reduce((sum, one) => sum + one, 0) / own.length, 9);
    expect(std).toBeCloseTo(Math.sqrt(own.reduce((sum, one) => sum + (one - mean) ** 2, 0) / own.length), 9);
    const rivals = await readRivals(request.output);
    const ridge = rivals.get('ridge');
    expect([...(ridge?.keys() ?? [])].sort()).toEqual(Array.from(held?.rows ?? []).sort());
    for (const [place, row] of (held?.rows ?? []).entries()) {
      expect(rivals.get('mean')?.get(row)).toBe(mean);
      const number = held?.numbers[place] as number;
      if (number < 1000)
        expect(Math.abs((ridge?.get(row) as number) - number)).toBeLessThan(Math.abs(mean - number) + 60);
    }
    const rows = await readHeldOut(join(request.output, 'data'));
    expect(rows?.map(({ row }) => row).sort()).toEqual(Array.from(held?.rows ?? []).sort());
  });

  test('keep their numbers and rows when they are shuffled', { tags: [AGAIN] }, async () => {
    const request = await requestFor(rowsOf(PRICES));
    await prepareScored(request, NEVER, () => {});
    const corpus = await readScoredCorpus(request.output, 'train', 300);
    if (!corpus) throw new Error('there is no corpus');
    const asTexts = ({ ids, starts, numbers, rows }: typeof corpus) =>
      Array.from(starts, (start, text) => `${rows[text]} ${numbers[text]} ${ids.slice(start, starts[text + 1])}`);
    const shuffled = asTexts(shuffledCorpus(corpus, 1));
    expect(shuffled).not.toEqual(asTexts(corpus));
    expect([...shuffled].sort()).toEqual(asTexts(corpus).sort());
  });
});

describe('numbers that cannot be learned', () => {
  const refused: [string, string[]][] = [
    ['scores_none', ['good', 'bad', '']],
    ['scores_one', Array<string>(30).fill('7')],
    ['scores_too_few', ['1', '2', '3']],
  ];
  test.each(refused)('are refused with %s, before and while preparing', async (code, prices) => {
    const request = await requestFor(rowsOf(prices));
    expect((await examineScores(request, NEVER)).refusal).toMatchObject({ code });
    await expect(prepareScored(request, NEVER, () => {})).rejects.toMatchObject({ code });
  });

  test('are told with how many and which rows are left out', async () => {
    const request = await requestFor(rowsOf([...PRICES, '', '12,5', 'soon', 'x'.repeat(100), '-']));
    const { refusal, warnings } = await examineScores(request, NEVER);
    expect(refusal).toBeNull();
    expect(warnings).toMatchObject([
      { code: 'scores_empty', details: { count: 1 } },
      {
        code: 'scores_not_numbers',
        details: { count: 4, examples: `62: “12,5”, 63: “soon”, 64: “${'x'.repeat(30)}…”, …` },
      },
    ]);
    expect(await examineScores(await requestFor(rowsOf(PRICES)), NEVER)).toEqual({ refusal: null, warnings: [] });
  });
});
