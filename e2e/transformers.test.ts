import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { useEngine } from '../main/engine/testing.ts';
import { readModel } from '../main/formats/huggingface/modelFiles.ts';
import { tablesOf } from '../main/ml/architectures/model.ts';
import { toParameters } from '../main/ml/architectures/parameters.ts';
import { cachedDecoder } from '../main/ml/sample/decoder.ts';
import { generate } from '../main/ml/sample/generate.ts';
import { writeTinyModel } from '../main/workers/testing/tinyModel.ts';
import { contextOf } from '../shared/domain/architectures/index.ts';
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
  single: z.array(z.array(z.number())),
  batch: z.array(z.array(z.number())),
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-transformers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Up to the end of the text; a batch goes on with padding until its last text has ended. */
function upToEnd(ids: readonly number[]): number[] {
  const end = ids.indexOf(END_OF_TEXT_ID);
  return end < 0 ? [...ids] : ids.slice(0, end + 1);
}

async function ours(model: string): Promise<number[][]> {
  const { config, tokenizer, weights } = await readModel(model);
  const [parameters, tables] = [toParameters(weights), tablesOf(config)];
  const settings = { ...DEFAULT_GENERATION, temperature: 0, max_tokens: TOKENS };
  const texts: number[][] = [];
  for (const prompt of PROMPTS) {
    const decoder = cachedDecoder(config, parameters, tables);
    const contextLength = contextOf(config);
    const events = await Array.fromAsync(generate({ tokenizer, decoder, contextLength, prompt, settings }));
    texts.push(events.flatMap((event) => (event.event === 'token' ? [event.id] : [])));
  }
  return texts;
}

describe('an exported model in transformers', () => {
  test.skipIf(!python)(
    'a batch gives the texts that its prompts give singly and here, and so does the folder that it saves',
    async () => {
      const [model, saved] = [join(folder, 'model'), join(folder, 'saved')];
      writeTinyModel(model);
      const script = join(import.meta.dirname, 'helpers', 'transformers_batch.py');
      const options = [
        '--model',
        model,
        '--save',
        saved,
        '--prompts',
        JSON.stringify(PROMPTS),
        '--tokens',
        `${TOKENS}`,
      ];
      const { stdout, failure } = await runCommand(python as string, ['-B', script, ...options], LIMIT_MS);
      expect(failure).toBe('');
      const { single, batch } = Answer.parse(JSON.parse(lastLine(stdout)));
      expect(batch.map(upToEnd)).toEqual(single.map(upToEnd));
      const expected = await ours(model);
      expect(expected).toEqual(single.map(upToEnd));
      expect(await ours(saved)).toEqual(expected);
    },
    LIMIT_MS,
  );
});
