import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConfig } from '../../../shared/domain/architectures/index.ts';
import { compareWritten, type WrittenHere } from '../../../shared/domain/models/there.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useEngine } from '../../engine/testing.ts';
import { MEASURES_FILE } from '../../formats/huggingface/measuresFile.ts';
import { readModel } from '../../formats/huggingface/modelFiles.ts';
import { RECIPE_FILE } from '../../formats/huggingface/recipeFile.ts';
import { REFERENCE_FILE } from '../../formats/huggingface/referenceFile.ts';
import { greedyIds } from '../../formats/testing/checkpoints.ts';
import { disposeTables, tablesOf } from '../../ml/architectures/model.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { cachedDecoder } from '../../ml/sample/decoder.ts';
import { writeModelFolder } from '../../workers/testing/tinyModel.ts';
import { elsewhere } from './elsewhere.ts';

const { describe } = await useEngine('wasm');

const CONFIG = { ...createConfig('llama', 'nano', 48), num_hidden_layers: 2, vocab_size: 300 };
const makeProgram = programMaker('fp32');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-elsewhere-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function modelFolder(name: string, files: Record<string, object>): string {
  const source = join(folder, name);
  mkdirSync(source);
  writeModelFolder(source, CONFIG, randomWeights(CONFIG, 5, 0.2));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(source, file), JSON.stringify(content));
  return source;
}

async function writtenBy(source: string): Promise<WrittenHere[]> {
  const events = await Array.fromAsync(elsewhere.write({ file: source, source }, makeProgram));
  const done = events.at(-1);
  if (done?.event !== 'done') throw new Error('nothing was written');
  expect(done.contextLength).toBe(48);
  const [first, last] = [events[0], events.at(-2)];
  expect(first).toMatchObject({ event: 'progress' });
  expect(last).toMatchObject(last?.event === 'progress' ? { done: last.total } : {});
  return done.written;
}

const ROWS = ['lamp', 'chair', 'lamp', 'a vase that is far too long for what the model can hold of a text'].map(
  (value, at) => ({
    ...{ row: at === 2 ? 0 : at, inputs: [{ column: 'a', value }], prompt: `a: ${value}\nb:` },
    ...{ reference: ` ${value} x`, output: '' },
  }),
);
const RECORD = {
  ...{ texts: 4, rows: 3, seed: 7, temperature: 0.7, maxTokens: 12, fields: ['a'], metrics: {}, notMeasured: {} },
  baselines: { referenceFidelity: null, bigramBitsPerByte: null },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', written: ROWS },
};
const recipe = { kind: 'complete', inputs: ['a'], output: 'b', template: 'a: {{a}}\nb:' };

describe('what a file is held against', () => {
  test('is the most likely text for each row that fits, to the end of the context', async () => {
    const source = modelFolder('rows', { [MEASURES_FILE]: RECORD, [RECIPE_FILE]: { recipe } });
    const written = await writtenBy(source);
    expect(written.map(({ row, text }) => [row, text])).toEqual([
      [0, 'a: lamp\nb:'],
      [1, 'a: chair\nb:'],
    ]);
    const { config, weights, tokenizer } = await readModel(source);
    const [parameters, tables] = [toParameters(weights), tablesOf(config)];
    for (const { prompt, ids, most, likely, text } of written) {
      expect(prompt).toEqual(tokenizer.encode(text ?? ''));
      expect(most).toBe(48 - prompt.length);
      const decoder = cachedDecoder(config, parameters, tables);
      const greedy = await greedyIds(decoder, prompt, most);
      decoder.dispose();
      const end = greedy.findIndex((id) => tokenizer.endsText(id));
      expect(ids).toEqual(end === -1 ? greedy : greedy.slice(0, end + 1));
      expect(likely.map(([best]) => best?.[0])).toEqual(ids);
    }
    disposeTables(tables);
    expect(
      await elsewhere.measure(source, [0, 1], { here: ['lamp x', 'no'], there: [' lamp x ', ' chair x'] }),
    ).toEqual([
      { name: 'field_fidelity', here: 0.5, there: 1 },
      { name: 'exact_match', here: 0.5, there: 1 },
      { name: 'chrf', here: expect.closeTo(46.24, 1), there: 100 },
    ]);
  });

  test('is how texts begin where nothing is given to the model, and the texts of every export where it was not measured', async () => {
    const written = ROWS.map((row) => ({ ...row, inputs: [], prompt: '' }));
    const texts = modelFolder('texts', { [MEASURES_FILE]: { ...RECORD, written }, [RECIPE_FILE]: { recipe } });
    const begun = await writtenBy(texts);
    expect(begun.map(({ row, prompt }) => [row, prompt.length])).toEqual([
      [null, 8],
      [null, 8],
      [null, 8],
    ]);
    expect(await elsewhere.measure(texts, [], { here: [], there: [] })).toEqual([]);
    const prompts = [[5], [5], Array.from({ length: 20 }, (_, id) => id)].map((ids) => ({ text: '', ids, logits: [] }));
    const source = modelFolder('references', { [REFERENCE_FILE]: { prompts } });
    expect((await writtenBy(source)).map(({ prompt, text }) => [prompt.length, text])).toEqual([
      [1, null],
      [8, null],
    ]);
  });
});

test('where texts part is the earliest token, and how much less likely the other one is', () => {
  const here = [
    [1, 2, 3],
    [4, 5],
  ].map((ids, row) => ({
    ...{ row, text: null, prompt: [0], most: 3, ids, output: '' },
    likely: ids.map((id): [number, number][] => [
      [id, -0.5],
      [9, -0.75],
    ]),
  }));
  const compare = (...ids: number[][]) =>
    compareWritten(
      here,
      ids.map((one) => ({ ids: one, output: '' })),
    );
  expect(compare([1, 2, 3], [4, 5])).toEqual({ equal: 2, firstDifference: null });
  expect(compare([1, 2, 9], [4, 9])).toEqual({ equal: 0, firstDifference: { prompt: 2, token: 2, behind: 0.25 } });
  expect(compare([1, 2], [4, 5])).toEqual({ equal: 1, firstDifference: { prompt: 1, token: 3, behind: null } });
  expect(compare([1, 2, 3], [4, 5, 6])).toEqual({ equal: 1, firstDifference: { prompt: 2, token: 3, behind: null } });
});
