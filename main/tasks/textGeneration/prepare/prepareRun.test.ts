import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTO_SPLIT, type Split, type SplitName } from '../../../../shared/domain/datasets/split.ts';
import { DEFAULT_GENERATION } from '../../../../shared/domain/models/generation.ts';
import { END_OF_TEXT, END_OF_TEXT_ID, PAD, PAD_ID } from '../../../../shared/domain/models/specialTokens.ts';
import type { Preparation } from '../../../../shared/domain/runs/run.ts';
import { type Recipe, renderExample } from '../../../../shared/domain/tasks/index.ts';
import type { CompleteRecipe } from '../../../../shared/domain/tasks/textGeneration/recipe.ts';
import { createDatasetFile } from '../../../db/datasetFile.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { Random } from '../../../ml/random.ts';
import { TextWriter } from '../../../ml/sample/textWriter.ts';
import { StreamDecoder } from '../../../ml/tokenizer/streamDecoder.ts';
import { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import { takesLong } from '../../../setup/leftOut.ts';
import { findHeldOut } from '../../prepare/heldOutRows.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { idsFile } from '../../prepare/splitIds.ts';
import type { Corpus } from '../corpus.ts';
import { docsFile, parseCorpus } from '../corpusFormat.ts';
import { prepareRun } from './prepareRun.ts';

const COLUMNS = ['name', '__proto__', 'description'];
const RECIPE: CompleteRecipe = {
  kind: 'complete',
  inputs: ['name', '__proto__'],
  output: 'description',
  template: 'name: {{name}}\nkind: {{__proto__}}\ndescription:',
};
const NEVER = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-prepare-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** 200 rows of invented products, every tenth without a description, and some with awkward text. */
function productRows(): string[][] {
  const random = new Random(3);
  const pick = (...words: string[]) => words[random.integer(words.length)] as string;
  const rows = Array.from({ length: 200 }, (_, index) => {
    const name = `${pick('steel', 'paper', 'glass')} ${pick('bottle', 'lamp', 'clock')} ${index}`;
    const text = `A ${name} for ${pick('home', 'work', 'the garden')}. ${pick('保温杯，真好用！', 'Größe M', '🎉')}`;
    return [name, pick('home', 'office'), index % 10 === 9 ? pick('', '  ', '\n') : text];
  });
  rows[0] = ['a', 'b', `before ${END_OF_TEXT}${PAD} after <|reserved_0|>`];
  rows[1] = [END_OF_TEXT, PAD, '\ufeffx\u0085 y'];
  return rows;
}

function requestFor(rows: readonly string[][], recipe: Recipe, change: Partial<PrepareRequest> = {}): PrepareRequest {
  const dataset = join(folder, 'rows.db');
  const writer = createDatasetFile(dataset, COLUMNS);
  for (const row of rows) writer.append(row);
  writer.finish();
  return {
    dataset,
    recipe,
    base: null,
    vocabSize: 512,
    contextLength: 64,
    seed: 5,
    split: AUTO_SPLIT,
    truncationSide: 'none',
    output: join(folder, 'run'),
    ...change,
  };
}

async function prepare(request: PrepareRequest, signal = NEVER) {
  await mkdir(request.output, { recursive: true });
  const progress: Preparation[] = [];
  const prepared = await prepareRun(request, signal, (preparation) => progress.push(preparation));
  return { prepared, progress };
}

async function readCorpus(output: string, split: SplitName): Promise<Corpus> {
  const ids = await readFile(join(output, 'data', idsFile(split)));
  const docs = await readFile(join(output, 'data', docsFile(split)));
  // Read by hand, so that the test fixes the byte order.
  const idValues = Uint16Array.from({ length: ids.length / 2 }, (_, index) => ids.readUInt16LE(index * 2));
  const docValues = Uint32Array.from({ length: docs.length / 4 }, (_, index) => docs.readUInt32LE(index * 4));
  return parseCorpus(idValues, docValues);
}

async function readTokenizer(output: string): Promise<Tokenizer> {
  const [json, config] = await Promise.all(
    ['tokenizer.json', 'tokenizer_config.json'].map((file) => readFile(join(output, file), 'utf8')),
  );
  return new Tokenizer(json as string, config as string, output);
}

/** A split's documents as text: head and completion, both decoded. */
function texts(corpus: Corpus, tokenizer: Tokenizer): { prompt: string; completion: string }[] {
  const decode = (ids: Corpus['ids']) => {
    const decoder = new StreamDecoder(tokenizer);
    return Array.from(ids, (id) => decoder.push(id)).join('');
  };
  return Array.from({ length: corpus.documents }, (_, document) => {
    const [start, end] = corpus.range(document);
    expect(corpus.ids[start]).toBe(END_OF_TEXT_ID);
    const firstTarget = corpus.counts.indexOf(1, start + 1);
    const body = corpus.ids.subarray(start + 1, end);
    expect([...body].filter((id) => id === END_OF_TEXT_ID || id === PAD_ID)).toEqual([]);
    return {
      prompt: decode(corpus.ids.subarray(start + 1, firstTarget)),
      completion: decode(corpus.ids.subarray(firstTarget, end)),
    };
  });
}

const rendered = (recipe: Recipe, rows: readonly string[][]) =>
  rows
    .map((row) => renderExample(recipe, (column) => row[COLUMNS.indexOf(column)] ?? ''))
    .filter(({ completion }) => completion.trim() !== '');

const byText = (a: { prompt: string }, b: { prompt: string }) => (a.prompt < b.prompt ? -1 : 1);

test('every row with text is in exactly one split, token for token', async () => {
  const rows = productRows();
  const request = requestFor(rows, RECIPE);
  const { prepared } = await prepare(request);
  const tokenizer = await readTokenizer(request.output);
  const [train, validation] = [
    await readCorpus(request.output, 'train'),
    await readCorpus(request.output, 'validation'),
  ];
  expect(prepared).toEqual({
    trainDocuments: 171,
    trainTokens: train.ids.length,
    validationDocuments: 9,
    validationTokens: validation.ids.length,
    testDocuments: 0,
    testTokens: 0,
    promptsTooLong: 0,
    promptLimit: null,
  });
  expect([train.documents, validation.documents]).toEqual([171, 9]);
  for (const corpus of [train, validation]) expect(corpus.ids.at(-1)).toBe(END_OF_TEXT_ID);
  const found = [...texts(train, tokenizer), ...texts(validation, tokenizer)];
  expect(found.sort(byText)).toEqual(rendered(RECIPE, rows).sort(byText));
  expect(tokenizer.vocabSize).toBe(512);
  expect((await readdir(request.output)).sort()).toEqual(['data', 'tokenizer.json', 'tokenizer_config.json']);
});

test('a prompt has the same tokens here as in the playground', async () => {
  const request = requestFor(productRows(), RECIPE);
  await prepare(request);
  const tokenizer = await readTokenizer(request.output);
  const corpus = await readCorpus(request.output, 'train');
  let compared = 0;
  for (const [document, { prompt }] of texts(corpus, tokenizer).entries()) {
    if (prompt.includes('<|')) continue;
    const [start] = corpus.range(document);
    const head = corpus.ids.subarray(start, corpus.counts.indexOf(1, start + 1));
    expect([...head]).toEqual(tokenizer.encode(prompt));
    compared++;
  }
  expect(compared).toBeGreaterThan(100);
});

describe('prompts that leave no room for an answer', () => {
  const long = (rows: readonly string[][], every: number) =>
    rows.map((row, index) =>
      index % every === 0 ? [`${row[0]} ${'lamp of glass '.repeat(80)}${index}`, ...row.slice(1)] : row,
    );

  test('are counted; a model that could answer none is refused with what helps', async () => {
    const some = requestFor(long(productRows(), 3), RECIPE);
    expect((await prepare(some)).prepared).toMatchObject({ promptsTooLong: 60, promptLimit: null });
    await rm(folder, { recursive: true });
    await mkdir(folder);
    const all = requestFor(long(productRows(), 1), RECIPE);
    await expect(prepare(all)).rejects.toMatchObject({
      code: 'prompts_too_long',
      details: { limit: 63, needed: expect.any(Number) },
    });
    expect(await readdir(all.output)).not.toContain('data');
  });

  test(
    'are cut from the left as they are when texts are written, and every row has its answer whole',
    takesLong,
    async () => {
      const request = requestFor(long(productRows(), 1), RECIPE, { truncationSide: 'left' });
      const { prepared } = await prepare(request);
      const tokenizer = await readTokenizer(request.output);
      const corpus = await readCorpus(request.output, 'train');
      const limit = prepared.promptLimit as number;
      expect(prepared.promptsTooLong).toBe(180);
      expect(limit).toBeGreaterThanOrEqual(32);
      const rows = new Map(rendered(RECIPE, long(productRows(), 1)).map((row) => [row.completion, row.prompt]));
      for (const [document, { completion }] of texts(corpus, tokenizer).entries()) {
        const [start, end] = corpus.range(document);
        const answer = end - corpus.counts.indexOf(1, start + 1);
        if (answer < 32) expect(end + 1 - start).toBeLessThanOrEqual(64);
        const prompt = rows.get(completion);
        if (prompt === undefined || prompt.includes('<|')) continue;
        const settings = { ...DEFAULT_GENERATION, seed: 1 };
        const writer = new TextWriter({ tokenizer, contextLength: 64, prompt, promptLimit: limit, settings });
        expect([...corpus.ids.subarray(start, corpus.counts.indexOf(1, start + 1))]).toEqual(writer.promptIds);
        expect(writer.cutTokens).toBeGreaterThan(0);
        expect(() => new TextWriter({ tokenizer, contextLength: 64, prompt, settings })).toThrow('context');
      }
    },
  );
});

test('in a text to be continued every token counts', async () => {
  const recipe: Recipe = { kind: 'continue', template: '{{name}}\n{{description}}' };
  const rows = productRows();
  const request = requestFor([...rows, ['', '', '']], recipe);
  await prepare(request);
  const tokenizer = await readTokenizer(request.output);
  const corpora = [await readCorpus(request.output, 'train'), await readCorpus(request.output, 'validation')];
  for (const { counts } of corpora) expect(counts.every((count) => count === 1)).toBe(true);
  const found = corpora.flatMap((corpus) => texts(corpus, tokenizer).map(({ completion }) => completion));
  expect(found.sort()).toEqual(rows.map(([name, , description]) => `${name}\n${description}`).sort());
});

test('the same seed gives the same files, another seed another split', async () => {
  const rows = productRows();
  const files = async (name: string, seed: number) => {
    const request = requestFor(rows, RECIPE, { seed, output: join(folder, name) });
    await prepare(request);
    const paths = ['tokenizer.json', join('data', idsFile('train')), join('data', docsFile('validation'))];
    return Promise.all(paths.map((path) => readFile(join(request.output, path), 'base64')));
  };
  const first = await files('a', 5);
  expect(await files('b', 5)).toEqual(first);
  expect((await files('c', 6))[1]).not.toBe(first[1]);
});

describe('with each split', () => {
  // Read as `kind` of a row: three documents of every four are 'home'.
  const rows = Array.from({ length: 80 }, (_, index) => [
    `thing ${index}`,
    index % 4 === 0 ? ' office' : 'home',
    `A thing for number ${index}.`,
  ]);
  const CONTINUE: Recipe = { kind: 'continue', template: '{{name}}\n{{description}}' };
  const shares = { validation: 0.1, test: 0.2 };

  test.each<[Split, number, number]>([
    [{ kind: 'ratio', ...shares }, 8, 16],
    [{ kind: 'group', column: 'name', ...shares }, 8, 16],
    [{ kind: 'stratified', column: '__proto__', ...shares }, 8, 16],
    [{ kind: 'column', column: '__proto__', validation: ['office '], test: [] }, 20, 0],
  ])('%j: the files hold every document once', async (split, validationDocuments, testDocuments) => {
    const request = requestFor(rows, CONTINUE, { split });
    const { prepared } = await prepare(request);
    expect(prepared).toMatchObject({ validationDocuments, testDocuments });
    const tokenizer = await readTokenizer(request.output);
    const names: SplitName[] = ['train', 'validation', ...(testDocuments > 0 ? ['test' as const] : [])];
    expect(await readdir(join(request.output, 'data'))).toHaveLength(2 * names.length + 1);
    // What the model is measured on is what it is validated on, in random order, and found again without the files.
    const heldOut = await readHeldOut(join(request.output, 'data'));
    const validation = await readCorpus(request.output, 'validation');
    expect(heldOut?.map(({ prompt, reference }) => `${prompt}\n${reference}`).sort()).toEqual(
      texts(validation, tokenizer)
        .map(({ completion }) => completion)
        .sort(),
    );
    expect(await findHeldOut(request, new AbortController().signal)).toEqual(heldOut);
    const corpora = await Promise.all(names.map((name) => readCorpus(request.output, name)));
    const found = corpora.flatMap((corpus) => texts(corpus, tokenizer).map(({ completion }) => completion));
    expect(found.sort()).toEqual(rows.map(([name, , description]) => `${name}\n${description}`).sort());
  });

  test('the tokenizer and the training text do not depend on what the test documents say', async () => {
    const split: Split = { kind: 'column', column: '__proto__', validation: ['home 1'], test: ['office'] };
    const marked = rows.map((row, index) => (index === 1 ? [row[0] ?? '', 'home 1', row[2] ?? ''] : row));
    const other = marked.map((row) => (row[1] === ' office' ? [row[0] ?? '', 'office', 'zzz qqq xxx zzz qqq'] : row));
    const files = async (of: readonly string[][], name: string) => {
      const request = requestFor(of, CONTINUE, { split, output: join(folder, name) });
      await prepare(request);
      const paths = ['tokenizer.json', join('data', 'train.ids.bin'), join('data', 'validation.ids.bin')];
      return Promise.all(paths.map((path) => readFile(join(request.output, path), 'base64')));
    };
    expect(await files(other, 'other')).toEqual(await files(marked, 'marked'));
  });

  test('a split that would be empty and a column that is not there are refused', async () => {
    const refused = (split: Split) => prepare(requestFor(rows, CONTINUE, { split }));
    await expect(refused({ kind: 'group', column: '__proto__', ...shares })).rejects.toMatchObject({
      code: 'split_empty',
      details: { split: 'test', why: 'too_few_groups' },
    });
    await expect(refused({ kind: 'stratified', column: 'price', ...shares })).rejects.toMatchObject({
      code: 'column_unknown',
      details: { column: 'price' },
    });
  });
});

test('progress goes through the phases, and tells their ends', async () => {
  const { progress } = await prepare(requestFor(productRows(), RECIPE));
  expect([...new Set(progress.map(({ phase }) => phase))]).toEqual(['reading', 'tokenizer', 'encoding']);
  expect(progress).toContainEqual({ phase: 'reading', done: 200, total: 200 });
  expect(progress.at(-1)).toEqual({ phase: 'encoding', done: 180, total: 180 });
});

describe('what cannot be prepared', () => {
  const long = 'word '.repeat(500);
  test.each([
    ['no row', [], { tokens: 0, documents: 0 }],
    ['only empty text', [['a', 'b', ' ']], { tokens: 0, documents: 0 }],
    ['one long row', [['a', 'b', long]], { documents: 1 }],
    [
      'short rows',
      [
        ['a', 'b', 'c'],
        ['d', 'e', 'f'],
      ],
      { documents: 2 },
    ],
  ])('%s is too little text', async (_, rows, details) => {
    const request = requestFor(rows, { kind: 'continue', template: '{{description}}' });
    await expect(prepare(request)).rejects.toMatchObject({
      code: 'too_little_text',
      details: { needed: 65, ...details },
    });
    expect(await readdir(request.output)).not.toContain('data');
  });

  test('two rows are enough when they are long', async () => {
    const request = requestFor(
      [
        ['a', 'b', long],
        ['c', 'd', long],
      ],
      RECIPE,
    );
    expect((await prepare(request)).prepared).toMatchObject({ trainDocuments: 1, validationDocuments: 1 });
  });

  test('a column that is not there is named', async () => {
    const request = requestFor(productRows(), { ...RECIPE, output: 'price' });
    await expect(prepare(request)).rejects.toMatchObject({ code: 'column_unknown', details: { column: 'price' } });
  });

  test('a missing output folder is an error of writing', async () => {
    const request = requestFor(productRows(), RECIPE);
    await expect(prepareRun(request, NEVER, () => {})).rejects.toMatchObject({ code: 'write_failed' });
  });
});

test.each(['reading', 'tokenizer', 'encoding'])(
  'a cancel while %s leaves no corpus and no temporary file',
  async (phase) => {
    const request = requestFor(productRows(), RECIPE);
    await mkdir(request.output);
    const controller = new AbortController();
    const cancelled = prepareRun(request, controller.signal, (preparation) => {
      if (preparation.phase === phase) controller.abort();
    });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    const left = await readdir(request.output);
    expect(left.filter((name) => name === 'data' || name.endsWith('.partial'))).toEqual([]);
  },
);
