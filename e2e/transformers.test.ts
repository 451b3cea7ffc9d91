import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { useEngine } from '../main/engine/testing.ts';
import { readModel } from '../main/formats/huggingface/modelFiles.ts';
import { initialWeights, tablesOf } from '../main/ml/architectures/model.ts';
import { toParameters, type Weights } from '../main/ml/architectures/parameters.ts';
import { randomWeights } from '../main/ml/architectures/testing/randomWeights.ts';
import { cachedDecoder } from '../main/ml/sample/decoder.ts';
import { generate } from '../main/ml/sample/generate.ts';
import { TINY_MODEL, writeModelFolder } from '../main/workers/testing/tinyModel.ts';
import {
  ARCHITECTURES,
  architecturesWith,
  contextOf,
  createConfig,
  type ModelConfig,
} from '../shared/domain/architectures/index.ts';
import { snippetsOf } from '../shared/domain/formats/index.ts';
import { DEFAULT_GENERATION } from '../shared/domain/models/generation.ts';
import { END_OF_TEXT_ID } from '../shared/domain/models/specialTokens.ts';
import { lastLine, runCommand } from './bench/processes.ts';

/** Against transformers itself, where `KINDLING_PYTHON` names a Python that has it. */

const python = process.env.KINDLING_PYTHON;
if (!python) console.warn('Skipped: KINDLING_PYTHON names no Python with transformers');
const { describe } = await useEngine('wasm');

const PROMPTS = ['lamp', 'a much longer prompt than the first one', 'x', 'Größe 茶'];
const TOKENS = 12;
const LIMIT_MS = 300_000;

const Answer = z.object({
  version: z.string(),
  class: z.string(),
  logits: z.array(z.array(z.number())),
  single: z.array(z.array(z.number())),
  batch: z.array(z.array(z.number())),
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-transformers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Up to the end of the text; a batch goes on with padding until its last text has ended. */
function upToEnd(ids: readonly number[]): number[] {
  const end = ids.indexOf(END_OF_TEXT_ID);
  return end < 0 ? [...ids] : ids.slice(0, end + 1);
}

async function ours(model: string): Promise<{ texts: number[][]; logits: number[][] }> {
  const { config, tokenizer, weights } = await readModel(model);
  const [parameters, tables] = [toParameters(weights), tablesOf(config)];
  const settings = { ...DEFAULT_GENERATION, temperature: 0, max_tokens: TOKENS };
  const contextLength = contextOf(config);
  const [texts, logits]: [number[][], number[][]] = [[], []];
  for (const prompt of PROMPTS) {
    const decoder = cachedDecoder(config, parameters, tables);
    const events = await Array.fromAsync(generate({ tokenizer, decoder, contextLength, prompt, settings }));
    texts.push(events.flatMap((event) => (event.event === 'token' ? [event.id] : [])));
    logits.push(Array.from(await cachedDecoder(config, parameters, tables).next(tokenizer.encode(prompt))));
  }
  return { texts, logits };
}

const inTransformers = architecturesWith('decoder').filter((type) => !('python' in ARCHITECTURES[type]));
const MODELS: [string, ModelConfig, Weights][] = [
  ['the tiny model', TINY_MODEL, initialWeights(TINY_MODEL, 7)],
  ...inTransformers.map((architecture): [string, ModelConfig, Weights] => {
    const config = { ...createConfig(architecture, 'nano', 64), vocab_size: 300 };
    return [`${architecture} with random weights`, config, randomWeights(config, 5, 0.1)];
  }),
];

describe.each(MODELS)('%s, exported, in transformers', (_, config, weights) => {
  test.skipIf(!python)(
    'has the logits and the texts that it has here, singly and in a batch, and so has the folder that it saves',
    async () => {
      const [model, saved] = [join(folder, 'model'), join(folder, 'saved')];
      writeModelFolder(model, config, weights);
      const script = join(import.meta.dirname, 'helpers', 'transformers_batch.py');
      const places = ['--model', model, '--save', saved];
      const options = [...places, '--prompts', JSON.stringify(PROMPTS), '--tokens', `${TOKENS}`];
      const { stdout, failure } = await runCommand(python as string, ['-B', script, ...options], LIMIT_MS);
      expect(failure).toBe('');
      const { class: loaded, logits, single, batch } = Answer.parse(JSON.parse(lastLine(stdout)));
      expect(loaded).toBe(config.architectures[0]);
      expect(batch.map(upToEnd)).toEqual(single.map(upToEnd));
      const here = await ours(model);
      expect(largestDifference(here.logits, logits)).toBeLessThan(1e-3);
      expect(here.texts).toEqual(single.map(upToEnd));
      expect(await ours(saved)).toEqual(here);
    },
    LIMIT_MS,
  );
});

const byPyTorch = architecturesWith('decoder').filter((type) => !inTransformers.includes(type));

describe.each(byPyTorch)('%s, exported, in PyTorch', (architecture) => {
  test.skipIf(!python)(
    'has the logits that it has here, by the program that goes with it',
    async () => {
      const config = { ...createConfig(architecture, 'nano', 64), vocab_size: 300 } as ModelConfig;
      writeModelFolder(folder, config, randomWeights(config, 5, 0.1));
      const recipe = { kind: 'continue', template: '{{a}}' } as const;
      const [{ text = '' } = {}] = snippetsOf(
        'hf',
        { config, recipe, parameters: 0, base: null, baseline: null },
        folder,
      );
      const asked = `
import json
found = []
with torch.no_grad():
    for prompt in json.loads(${JSON.stringify(JSON.stringify(PROMPTS))}):
        ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
        logits, state = model(ids[:, :1])
        if ids.shape[1] > 1:
            logits, state = model(ids[:, 1:], state)
        found.append(logits[0, -1].tolist())
print(json.dumps(found))`;
      const { stdout, failure } = await runCommand(python as string, ['-B', '-c', `${text}\n${asked}`], LIMIT_MS);
      expect(failure).toBe('');
      const { logits } = await ours(folder);
      expect(largestDifference(logits, z.array(z.array(z.number())).parse(JSON.parse(lastLine(stdout))))).toBeLessThan(
        1e-4,
      );
    },
    LIMIT_MS,
  );
});

function largestDifference(found: readonly number[][], expected: readonly number[][]): number {
  const differences = expected.flatMap((row, index) =>
    row.map((value, at) => Math.abs(value - (found[index]?.[at] ?? Number.NaN))),
  );
  return Math.max(...differences);
}
