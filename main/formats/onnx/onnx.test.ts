import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  architecturesWith,
  createConfig,
  definitionOf,
  type ModelConfig,
} from '../../../shared/domain/architectures/index.ts';
import { ONNX_DTYPES } from '../../../shared/domain/formats/dtype.ts';
import { useEngine } from '../../engine/testing.ts';
import { tablesOf } from '../../ml/architectures/model.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { shallow } from '../../ml/architectures/testing/shallow.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { sentencePairsHead } from '../../ml/heads/sentencePairs.ts';
import { sequenceClassificationHead } from '../../ml/heads/sequenceClassification.ts';
import type { Head } from '../../ml/train/task.ts';
import { textScores } from '../../ml/train/textScores.ts';
import { againBut } from '../../setup/leftOut.ts';
import { engineDiffer } from '../../workers/convert/engineDiffer.ts';
import { TINY_MODEL, writeModelFolder } from '../../workers/testing/tinyModel.ts';
import { readModel } from '../huggingface/modelFiles.ts';
import { type Reference, referenceLogits } from '../reference.ts';
import { onnx } from './index.ts';

const { describe, engine } = await useEngine('wasm');
void engine;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-onnx-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes and compares; gives what `compare` found and where the files are. */
async function exported(config: ModelConfig, head: Head, dtype: (typeof ONNX_DTYPES)[number]) {
  const source = join(folder, 'model');
  const output = join(folder, dtype);
  const architectures = head.classSuffix ? { architectures: [`X${head.classSuffix}`] } : {};
  writeModelFolder(source, config, headWeights(config, head), { ...config, ...architectures });
  mkdirSync(output);
  const { tokenizer, weights } = await readModel(source, head);
  const scores = textScores(head, config, toParameters(weights), tablesOf(config));
  const reference: Reference = await referenceLogits({ config, tokenizer, scores }, ['a lamp', 'the chair is']);
  const model = { recipe: { kind: 'continue', template: '{{name}}' } } as never;
  const options = { dtype, card: false };
  const steps = onnx.write({ model, run: null, folder: source, head: async () => head }, options, output);
  let files: readonly string[] = [];
  for (let step = await steps.next(); ; step = await steps.next()) {
    if (!step.done) continue;
    files = step.value.files;
    break;
  }
  const found = await onnx.compare({ folder: output, source, options }, reference, engineDiffer(head));
  return { ...found, files, output, reference };
}

function headWeights(config: ModelConfig, head: Head) {
  const shapes = head.shapes(config);
  const body = randomWeights(config, 5, 0.2);
  const all = head.initial(config, 9);
  return new Map(
    Array.from(shapes, ([name, shape]) => [
      name,
      body.get(name) ?? all.get(name) ?? { shape, data: new Float32Array() },
    ]),
  );
}

const small = (architecture: Parameters<typeof createConfig>[0]): ModelConfig => ({
  ...shallow(createConfig(architecture, 'nano', 64)),
  vocab_size: 300,
});

/** Those that programs of others have. */
const DECODERS = architecturesWith('decoder').filter(
  (architecture) => definitionOf(createConfig(architecture, 'nano', 64)).python === undefined,
);

for (const architecture of DECODERS) {
  describe(`${architecture} as a graph`, againBut('llama')(architecture), () => {
    test('has the logits that it has here, its memory used', async () => {
      const { maxDifference, tolerance, files, output } = await exported(small(architecture), languageModelHead, 'f32');
      expect(tolerance).toBe(1e-3);
      expect(maxDifference).toBeLessThan(1e-3);
      expect(files).toContain('onnx/model.onnx');
      expect(readdirSync(output).sort()).toEqual([
        'config.json',
        'generation_config.json',
        'onnx',
        'tokenizer.json',
        'tokenizer_config.json',
      ]);
    });
  });
}

test.each(ONNX_DTYPES)('weights in %s are as near as they may be, and smaller', async (dtype) => {
  const { maxDifference, tolerance, output, files } = await exported(TINY_MODEL, languageModelHead, dtype);
  expect(maxDifference).toBeLessThan(tolerance);
  if (dtype !== 'f32') expect(maxDifference).toBeGreaterThan(0);
  const [graph = ''] = files.filter((file) => file.endsWith('.onnx'));
  expect(statSync(join(output, graph)).size).toBeGreaterThan(1000);
});

test('a wrong number in the file is found', async () => {
  const { output, reference } = await exported(TINY_MODEL, languageModelHead, 'f32');
  const path = join(output, 'onnx', 'model.onnx');
  const bytes = readFileSync(path);
  // The last tensor's last numbers.
  bytes.fill(0x41, bytes.length - 16);
  writeFileSync(path, bytes);
  const written = { folder: output, source: join(folder, 'model'), options: { dtype: 'f32', card: false } } as const;
  const { maxDifference, tolerance } = await onnx.compare(written, reference, engineDiffer(languageModelHead));
  expect(maxDifference).toBeGreaterThan(tolerance);
});

for (const architecture of [...architecturesWith('encoder'), 'llama' as const]) {
  describe(`texts read by ${architecture}`, againBut('bert')(architecture), () => {
    test('have the labels’ scores that they have here', async () => {
      const { maxDifference } = await exported(small(architecture), sequenceClassificationHead(5), 'f32');
      expect(maxDifference).toBeLessThan(1e-3);
    });

    test('have the vectors that they have here', async () => {
      const { maxDifference } = await exported(small(architecture), sentencePairsHead({ from: 'mean' }), 'f32');
      expect(maxDifference).toBeLessThan(1e-4);
    });
  });
}

for (const architecture of ['bert', 'llama'] as const)
  test(
    `texts of ${architecture} in one batch, padded at their ends, have their own scores`,
    againBut('bert')(architecture),
    async () => {
      const { output } = await exported(small(architecture), sequenceClassificationHead(4), 'f32');
      const session = await InferenceSession.create(join(output, 'onnx', 'model.onnx'));
      const [long, short] = [
        [7, 8, 9, 10, 11],
        [12, 13],
      ];
      const int64 = (rows: number[][]) =>
        new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
      const run = async (ids: number[][], mask: number[][]) => {
        const { logits } = await session.run({ input_ids: int64(ids), attention_mask: int64(mask) });
        return logits?.data as Float32Array;
      };
      const ones = (ids: number[]) => ids.map(() => 1);
      const alone = [...(await run([long], [ones(long)])), ...(await run([short], [ones(short)]))];
      const both = await run([long, [...short, 1, 1, 1]], [ones(long), [1, 1, 0, 0, 0]]);
      for (const [place, score] of both.entries()) expect(score).toBeCloseTo(alone[place] as number, 4);
      await session.release();
    },
  );
