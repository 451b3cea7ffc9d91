import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useEngine } from '../main/engine/testing.ts';
import { onnx } from '../main/formats/onnx/index.ts';
import { randomWeights } from '../main/ml/architectures/testing/randomWeights.ts';
import { sequenceTaggingHead } from '../main/ml/heads/sequenceTagging.ts';
import { takesLong } from '../main/setup/leftOut.ts';
import { multiLabelClassification } from '../main/tasks/multiLabelClassification/index.ts';
import { labelFields } from '../main/tasks/texts/labelNames.ts';
import { writeModelFolder } from '../main/workers/testing/tinyModel.ts';
import { createConfig } from '../shared/domain/architectures/index.ts';
import { javascriptExample } from '../shared/domain/formats/onnx/snippets.ts';
import type { Recipe } from '../shared/domain/tasks/index.ts';
import { isTold } from '../shared/domain/tasks/thresholds.ts';
import { CONTEXT, predictedHere, TEXTS } from './helpers/testInTransformers.ts';

/** The program for Node that an ONNX folder's card has, run as it is but for its text, with the thresholds that were chosen and without. */

const { describe } = await useEngine('wasm');
const ROOT = join(import.meta.dirname, '..');
const LABELS = ['good', 'a "bad" one', '__proto__', 'constructor'];
const RECIPE: Recipe = {
  ...{ kind: 'tag', inputs: ['text'], output: 'tags', template: '{{text}}' },
  ...{ others: [], separator: ';' },
};

/** What the program asks of transformers.js, which is no part of this project: its tokenizer is the one of the same authors that is. */
const TRANSFORMERS = `import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
export const env = {};
export const AutoTokenizer = {
  async from_pretrained(folder) {
    const [json, config] = ['tokenizer.json', 'tokenizer_config.json'].map((file) => JSON.parse(readFileSync(folder + '/' + file, 'utf8')));
    const tokenizer = new Tokenizer(json, config);
    return async (text, { truncation }) => {
      const { ids } = tokenizer.encode(text);
      const kept = truncation ? ids.slice(0, config.model_max_length) : ids;
      const tensor = (values) => ({ data: BigInt64Array.from(values, BigInt), dims: [1, values.length] });
      return { input_ids: tensor(kept), attention_mask: tensor(kept.map(() => 1)) };
    };
  },
};`;

let folder: string;
let [model, exported] = ['', ''];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-onnx-program-'));
  [model, exported] = [join(folder, 'model'), join(folder, 'exported')];
  const transformers = join(exported, 'node_modules', '@huggingface', 'transformers');
  mkdirSync(transformers, { recursive: true });
  writeFileSync(join(transformers, 'package.json'), JSON.stringify({ type: 'module', exports: './index.js' }));
  writeFileSync(join(transformers, 'index.js'), TRANSFORMERS);
  for (const name of ['@huggingface/tokenizers', 'onnxruntime-node'])
    symlinkSync(join(ROOT, 'node_modules', name), join(exported, 'node_modules', name));

  const head = sequenceTaggingHead(LABELS.length);
  const config = { ...createConfig('llama', 'nano', CONTEXT), vocab_size: 300 };
  const [body, all] = [randomWeights(config, 5, 0.2), head.initial(config, 9)];
  const weights = new Map(
    Array.from(head.shapes(config), ([name, shape]) => {
      const data = body.get(name)?.data ?? all.get(name)?.data.map((value) => 30 * value) ?? new Float32Array();
      return [name, { shape, data }];
    }),
  );
  const named = { architectures: [`Llama${head.classSuffix}`], ...labelFields(LABELS, 'multi_label_classification') };
  writeModelFolder(model, config, weights, { ...config, ...named });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function exportModel(): Promise<void> {
  const source = { model: { recipe: RECIPE } as never, run: null, folder: model };
  const head = async () => sequenceTaggingHead(LABELS.length);
  const steps = onnx.write({ ...source, head }, { dtype: 'f32', card: false }, exported);
  for (let step = await steps.next(); !step.done; step = await steps.next());
}

/** Labels and probabilities that the program prints. */
function told(text: string): [label: string, probability: string][] {
  const asked = javascriptExample({ recipe: RECIPE }).replace('"text": "…"', `"text": ${JSON.stringify(text)}`);
  writeFileSync(join(exported, 'program.mjs'), asked);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['program.mjs'], { cwd: exported, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => [line.slice(6), line.slice(0, 5)]);
}

async function toldHere(): Promise<[label: string, probability: string][][]> {
  const events = await predictedHere(multiLabelClassification, 'multi-label-classification', model);
  return events.map(({ labels }) =>
    labels.filter(isTold).map(({ label, probability }) => [label, probability.toFixed(3)]),
  );
}

describe('the Node program of an ONNX folder', () => {
  test(
    'tells the labels that the studio tells: from 0.5 on, and from the thresholds that were chosen',
    takesLong,
    async () => {
      const all = await predictedHere(multiLabelClassification, 'multi-label-classification', model);
      const of = (label: string) =>
        all.map(({ labels }) => labels.find((one) => one.label === label)?.probability ?? 0).sort((a, b) => a - b);
      // Between the third and the fourth of five texts; and always, whatever the label is called.
      const [, , third = 0, fourth = 1] = of('good');
      const chosen = { good: (third + fourth) / 2, constructor: 0 };
      const found: unknown[] = [];
      for (const thresholds of [null, chosen]) {
        if (thresholds) writeFileSync(join(model, 'thresholds.json'), JSON.stringify(thresholds));
        await exportModel();
        const here = await toldHere();
        const there = TEXTS.map(told);
        const sorted = (tags: [string, string][][]) => tags.map((one) => one.toSorted());
        expect(sorted(there)).toEqual(sorted(here));
        found.push(sorted(there).map((tags) => tags.map(([label]) => label)));
        if (thresholds) {
          expect(here.filter((tags) => tags.some(([label]) => label === 'good'))).toHaveLength(2);
          expect(here.every((tags) => tags.some(([label]) => label === 'constructor'))).toBe(true);
        }
      }
      expect(found[1]).not.toEqual(found[0]);
    },
  );
});
