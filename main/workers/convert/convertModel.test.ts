import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countParameters } from '../../../shared/domain/architectures/index.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { useEngine } from '../../engine/testing.ts';
import { readModel } from '../../formats/huggingface/modelFiles.ts';
import { RECIPE_FILE } from '../../formats/huggingface/recipeFile.ts';
import { type Reference, referenceLogits } from '../../formats/reference.ts';
import { tablesOf } from '../../ml/architectures/model.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { textScores } from '../../ml/train/textScores.ts';
import { TINY_MODEL, writeTinyModel } from '../testing/tinyModel.ts';
import { convertModel } from './convertModel.ts';
import { engineDiffer } from './engineDiffer.ts';

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
