import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Split } from '../../../shared/domain/datasets/split.ts';
import type { RecipeRequest } from '../../../shared/domain/tasks/index.ts';
import type { TokenExample } from '../../../shared/domain/tasks/recipeTokens.ts';
import { tokenizerJson } from '../../ml/tokenizer/tokenizerFile.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const RECIPE: RecipeRequest = { kind: 'complete', inputs: ['name'], output: 'tagline' };
const AWKWARD = '保温杯 🎉 Größe <|endoftext|>';
const CSV = `name,set,tagline\n${Array.from({ length: 40 }, (_, index) => `lamp ${index},${index % 4 === 0 ? 'dev' : 'rest'},${index === 0 ? AWKWARD : index === 5 ? '' : `glows ${index} times`}`).join('\n')}\n`;

describe('of a split', () => {
  const preview = async (split: Split, datasetId?: string) =>
    studio.client.datasets.splitPreview({
      datasetId: datasetId ?? (await studio.importText(CSV)).id,
      recipe: RECIPE,
      split,
      seed: 1,
    });

  test('counts rows that have something to learn from, and lists the values of the column', async () => {
    expect(await preview({ kind: 'column', column: 'set', validation: ['dev'], test: [] })).toEqual({
      counts: { train: 29, validation: 10, test: 0 },
      problem: null,
      values: [
        { value: 'rest', documents: 29 },
        { value: 'dev', documents: 10 },
      ],
      groups: 2,
    });
  });

  test('says what is wrong instead of failing', async () => {
    const { id } = await studio.importText(CSV);
    expect(await preview({ kind: 'column', column: 'set', validation: [], test: [] }, id)).toMatchObject({
      problem: { split: 'validation', why: 'no_such_value' },
      groups: 2,
    });
    const group: Split = { kind: 'group', column: 'set', validation: 0.1, test: 0.1 };
    expect(await preview(group, id)).toMatchObject({ problem: { split: 'test', why: 'too_few_groups' } });
    await expect(preview({ ...group, column: 'maker' }, id)).rejects.toMatchObject({ code: 'column_unknown' });
  });
});

describe('of tokens', () => {
  const preview = (datasetId: string) =>
    studio.client.recipes.tokens({
      ...{ datasetId, recipe: RECIPE, size: 'nano' as const, rows: 6 },
      settings: { context_length: 8 },
    });
  const textOf = ({ pieces }: TokenExample, counted: boolean) =>
    pieces.flatMap((piece) => (piece.counted === counted ? piece.text : [])).join('');

  test('shows every character once, the prompt as given and the completion as learned', async () => {
    const { id } = await studio.importText(CSV);
    const { examples, documents, isAll, approximate, contextLength, tooLong, mostTokens } = await preview(id);
    // The row without a tagline is left out.
    expect(examples.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 6]);
    for (const example of examples) {
      const tagline = example.row === 0 ? AWKWARD : `glows ${example.row} times`;
      expect(textOf(example, false)).toBe(`name: lamp ${example.row}\ntagline:`);
      expect(textOf(example, true)).toBe(` ${tagline}`);
      expect(example.pieces.flatMap(({ isEnd }, place) => (isEnd ? [place] : []))).toEqual([
        0,
        example.pieces.length - 1,
      ]);
      // The END_OF_TEXT after it belongs to the next document.
      expect(example.pieces.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(example.tokens + 1);
      for (const { text } of example.pieces) expect(text).not.toContain('\ufffd');
    }
    expect({ documents, isAll, approximate }).toEqual({ documents: 39, isAll: true, approximate: true });
    expect(mostTokens).toBe(examples[0]?.tokens);
    // The form may have gone on to another context meanwhile: the count says which one it is for.
    expect(contextLength).toBe(8);
    expect(tooLong).toBeGreaterThan(0);
  });

  describe('of what is read', () => {
    const READ = `name,mood,price\n${Array.from({ length: 40 }, (_, row) => `a lamp ${row % 7},${row % 2 ? 'good' : 'bad'},${row}`).join('\n')}\n`;
    const told = async (recipe: RecipeRequest, csv = READ) => {
      const { id } = await studio.importText(csv);
      return studio.client.recipes.tokens({ datasetId: id, recipe, size: 'nano', rows: 2, settings: {} });
    };

    test.each<[string, RecipeRequest, string]>([
      ['a label', { kind: 'classify', inputs: ['name'], output: 'mood' }, 'bad'],
      ['a number', { kind: 'score', inputs: ['name'], output: 'price' }, '0'],
    ])('%s is no token, and no end of a text is learned', async (_, recipe, answer) => {
      const { form, examples, mostTokens, tooLong } = await told(recipe);
      const [example] = examples;
      expect(form).toBe('reads');
      expect(example?.pieces.map(({ text }) => text).join('')).toBe('a lamp 0');
      // What the tokenizer puts before a text; nothing stands behind it.
      expect(example?.pieces.map(({ isEnd }) => isEnd).slice(0, 2)).toEqual([true, false]);
      expect(example?.pieces.at(-1)?.isEnd).toBe(false);
      expect(example?.pieces.some(({ counted }) => counted)).toBe(false);
      expect(example?.tokens).toBe(example?.pieces.length);
      expect(example?.answer).toEqual([{ text: answer, tokens: 1, counted: true, isEnd: false }]);
      expect({ mostTokens, tooLong }).toEqual({ mostTokens: example?.tokens, tooLong: 0 });
    });

    test('of a pair the longer text counts, and neither is learned', async () => {
      const csv = `src,tgt\n${Array.from({ length: 20 }, (_, row) => `it ${row},it is a longer text`).join('\n')}\n`;
      const { form, examples } = await told({ kind: 'match', inputs: ['src'], output: 'tgt' }, csv);
      expect(form).toBe('searches');
      const [{ pieces, answer = [], tokens } = { pieces: [], tokens: 0 }] = examples;
      expect(answer.map(({ text }) => text).join('')).toBe('it is a longer text');
      expect([...pieces, ...answer].some(({ counted }) => counted)).toBe(false);
      expect(tokens).toBe(answer.length);
    });

    test('items are no texts of tokens', async () => {
      const csv = `user,item\n${Array.from({ length: 40 }, (_, row) => `u${row % 9},item ${row % 5}`).join('\n')}\n`;
      const recipe: RecipeRequest = { kind: 'recommend', user: 'user', item: 'item', time: null, rating: null };
      const { form, examples, documents, mostTokens } = await told(recipe, csv);
      expect({ form, documents, mostTokens }).toEqual({ form: 'recommends', documents: 0, mostTokens: 0 });
      expect(examples[0]?.pieces).toEqual([{ text: 'item 0', tokens: 1, counted: true, isEnd: false }]);
    });
  });

  test('are those of an earlier run on the same text, where there is one', async () => {
    const { id } = await studio.importText(CSV);
    const run = await studio.startRun(id, { recipe: RECIPE });
    await studio.ended(run.id);
    const folder = join(studio.home, 'runs', run.id);
    await mkdir(folder, { recursive: true });
    // A tokenizer that knows nothing but bytes.
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizerJson([], 512)));
    const { approximate, examples } = await preview(id);
    expect(approximate).toBe(false);
    expect(examples[1]?.tokens).toBe(1 + 'name: lamp 1\ntagline: glows 1 times'.length);
    const other = await studio.client.recipes.tokens({
      ...{ datasetId: id, recipe: RECIPE, size: 'nano', rows: 1 },
      settings: { seed: run.settings.seed + 1 },
    });
    expect(other.approximate).toBe(true);
  });

  test('rows that are left out of training are neither shown nor counted', async () => {
    const { id } = await studio.importText(
      `name,tagline\n${Array.from({ length: 60 }, (_, row) => `Oak ${row},${row % 3 === 1 ? `Oak ${row} glows` : `${'it glows '.repeat(9)}`}`).join('\n')}\n`,
    );
    const recipe: RecipeRequest = { ...RECIPE, keepFields: ['name'] };
    const asked = { datasetId: id, recipe, rows: 3 };
    const tokens = await studio.client.recipes.tokens({ ...asked, size: 'nano', settings: {} });
    expect(tokens.examples.map(({ row }) => row)).toEqual([1, 4, 7]);
    expect(tokens).toMatchObject({ documents: 20, isAll: true, tooLong: 0 });
    // The long ones are those that are left out.
    expect(tokens.mostTokens).toBeLessThan(40);
    const { examples } = await studio.client.recipes.preview(asked);
    expect(examples.map(({ row, completion }) => [row, completion])).toEqual(
      [1, 4, 7].map((row) => [row, expect.stringContaining(`Oak ${row} glows`)]),
    );
  });

  test('a long row is shown by its beginning', async () => {
    const { id } = await studio.importText(`name,tagline\na,${'word '.repeat(5)}\nb,${'1234567890 '.repeat(3000)}\n`);
    const { examples } = await preview(id);
    expect(examples.map(({ isWhole }) => isWhole)).toEqual([true, false]);
    expect(examples[1]?.pieces.length).toBeLessThanOrEqual(1501);
  });
});
