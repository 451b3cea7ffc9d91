import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countParameters, createConfig } from '../../../shared/domain/architectures/index.ts';
import { receiptLines } from '../../../shared/domain/models/receipt.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useEngine } from '../../engine/testing.ts';
import { MEASURES_FILE } from '../../formats/huggingface/measuresFile.ts';
import { readModel } from '../../formats/huggingface/modelFiles.ts';
import { RECIPE_FILE } from '../../formats/huggingface/recipeFile.ts';
import { type Reference, referenceLogits } from '../../formats/reference.ts';
import { tablesOf } from '../../ml/architectures/model.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { textScores } from '../../ml/train/textScores.ts';
import { takesLong } from '../../setup/leftOut.ts';
import { mainTaskOf } from '../../tasks/index.ts';
import { TINY_MODEL, writeModelFolder, writeTinyModel } from '../testing/tinyModel.ts';
import { convertModel } from './convertModel.ts';
import { engineDiffer } from './engineDiffer.ts';
import { measureAgain } from './measureAgain.ts';

const { describe, engine } = await useEngine('wasm');

let folder: string;
let source: string;
let output: string;
let reference: Reference;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-convert-'));
  source = join(folder, 'model');
  output = join(folder, 'output');
  writeTinyModel(source);
  writeFileSync(join(source, RECIPE_FILE), JSON.stringify({ recipe: MODEL.recipe }));
  mkdirSync(output);
  const { config, tokenizer, weights } = await readModel(source);
  const scores = textScores(languageModelHead, config, toParameters(weights), tablesOf(config));
  reference = await referenceLogits({ config, tokenizer, scores }, ['a lamp', 'the chair is']);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MODEL: TrainedModel = {
  id: 'm',
  name: 'tiny',
  runId: 'r',
  datasetId: 'd',
  datasetName: 'products',
  recipe: { kind: 'continue', template: '{{name}}' },
  size: 'nano',
  config: TINY_MODEL,
  parameters: countParameters(TINY_MODEL),
  steps: 1,
  lastLoss: 1,
  validationLoss: 1,
  base: null,
  baseline: null,
  testLoss: null,
  measures: null,
  engine: engine as NonNullable<typeof engine>,
  createdAt: '2026-01-01T00:00:00.000Z',
};

type Job = Parameters<typeof convertModel>[0];
const convert = async (change: Partial<Job> = {}) => {
  const job: Job = { model: MODEL, run: null, source, reference: '', format: 'hf', options: {}, output, ...change };
  const compare = convertModel(
    job,
    async () => languageModelHead,
    (format, written) => format.compare(written, reference, engineDiffer(languageModelHead)),
  );
  return Array.fromAsync(compare);
};

/** Rows that the model was measured on, as its folder has them. */
const ROWS = ['lamp', 'chair', 'vase', 'lamp'].map((value, at) => ({
  ...{ row: at % 3, inputs: [{ column: 'a', value }], prompt: `a: ${value}\nb:`, reference: ` ${value} x` },
  output: '',
}));

describe('what fewer bits cost', () => {
  const recipe = { kind: 'complete' as const, inputs: ['a'], output: 'b', template: 'a: {{a}}\nb:' };
  const config = { ...createConfig('llama', 'nano', 64), vocab_size: 300 };
  const record = {
    ...{ texts: 4, rows: 3, seed: 7, temperature: 0.7, maxTokens: 12, fields: ['a'], metrics: {}, notMeasured: {} },
    baselines: { referenceFidelity: null, bigramBitsPerByte: null },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', written: ROWS },
  };
  const task = mainTaskOf(recipe);
  const makeProgram = programMaker(
    'fp32',
    () => {},
    () => null,
  );
  const model = { ...MODEL, recipe, config, parameters: countParameters(config) };

  async function exportedAs(dtype: string) {
    rmSync(source, { recursive: true });
    writeModelFolder(source, config, randomWeights(config, 5, 0.3));
    writeFileSync(join(source, RECIPE_FILE), JSON.stringify({ recipe }));
    writeFileSync(join(source, MEASURES_FILE), JSON.stringify(record));
    const own = await readModel(source);
    const scores = textScores(languageModelHead, config, toParameters(own.weights), tablesOf(config));
    const logits = await referenceLogits({ config, tokenizer: own.tokenizer, scores }, ['a lamp', 'the chair is']);
    const events = await Array.fromAsync(
      convertModel(
        { model, run: null, source, reference: '', format: 'gguf', options: { dtype }, output },
        async () => languageModelHead,
        (format, written) => format.compare(written, logits, engineDiffer(languageModelHead)),
        (path, on) => measureAgain(task, { model: path, source }, on, makeProgram),
      ),
    );
    const done = events.at(-1);
    if (done?.event !== 'done') throw new Error('it was not exported');
    return { receipt: done.receipt, events, card: readFileSync(join(output, 'README.md'), 'utf8') };
  }

  test(
    'is measured on rows that were held out, in bits and by the task’s own figures, and stands in the card',
    takesLong,
    async () => {
      const { receipt, events, card } = await exportedAs('q4_0');
      expect(receipt).toMatchObject({
        dtype: 'Q4_0',
        bits: { texts: 4 },
        task: { rows: 3, temperature: 0.7, seed: 7 },
      });
      expect(receipt?.task?.metrics.map(({ name }) => name)).toEqual(['field_fidelity', 'exact_match', 'chrf']);
      // The figures are those that the model has where anybody measures it anew, and the rounded one writes something else.
      const chrf = receipt?.task?.metrics.at(-1);
      const open = await task.open(source, makeProgram);
      const rows = ROWS.slice(0, 3);
      const job = { ...record, rows, texts: 3, mustContain: [], tries: 1, run: null };
      const again = (await Array.fromAsync(open.measure(job, new AbortController().signal))).at(-1);
      open.dispose();
      expect(chrf?.before).toBe(again?.event === 'done' && again.record.metrics.chrf?.value);
      expect(chrf?.after).not.toBe(chrf?.before);
      expect(receipt?.bits?.after).not.toBe(receipt?.bits?.before);
      for (const line of receipt ? receiptLines(receipt) : ['none']) expect(card).toContain(line);
      expect(card).toMatch(
        /chrF of 3 held-out rows \(the first text for each, temperature 0\.7, seed 7\): [\d.]+ with F32, [\d.]+ with Q4_0 \([+−][\d.]+\)\./,
      );
      const shares = events.flatMap((event) => (event.event === 'progress' && event.step === 'measure' ? event : []));
      expect(shares[0]).toMatchObject({ done: 0, total: 6 });
      expect(shares.at(-1)?.done).toBe(6);
    },
  );

  test('is nothing where weights are what they were', async () => {
    const { receipt, events } = await exportedAs('f32');
    expect(receipt).toBeNull();
    expect(events).not.toContainEqual(expect.objectContaining({ step: 'measure' }));
  });
});

describe('converting', () => {
  test('writes, loads again and compares', async () => {
    const events = await convert();
    expect(events.at(-1)).toMatchObject({ event: 'done', maxDifference: 0 });
    expect(events.at(-1)).toMatchObject({ files: readdirSync(output).sort() });
    expect(readdirSync(output)).toContain('README.md');
    const shares = events.flatMap((event) => (event.event === 'progress' && event.step === 'write' ? event.done : []));
    expect(shares).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('an option changes what is written, and one that the format does not have is refused', async () => {
    await convert({ options: { card: false } });
    expect(readdirSync(output)).not.toContain('README.md');
    for (const options of [{ card: 'no' }, { cards: true }])
      await expect(convert({ options })).rejects.toMatchObject({ code: 'bad_input' });
  });

  test('weights that are not those of the model are found', async () => {
    const path = join(source, 'model.safetensors');
    const bytes = readFileSync(path);
    // The sign of the last weights, of a norm after all layers.
    for (let at = bytes.length - 40; at < bytes.length; at += 4) bytes.writeUInt8((bytes[at + 3] ?? 0) ^ 0x80, at + 3);
    writeFileSync(path, bytes);
    await expect(convert()).rejects.toMatchObject({ code: 'export_not_verified' });
    truncateSync(path, 1000);
    await expect(convert()).rejects.toMatchObject({ code: 'model_invalid' });
  });

  test('what cannot be written names the folder', async () => {
    const missing = join(folder, 'missing');
    await expect(convert({ output: missing })).rejects.toMatchObject({
      code: 'write_failed',
      details: { path: missing },
    });
  });
});
