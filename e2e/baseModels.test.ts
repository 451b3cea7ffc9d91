import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programMaker } from '../main/engine/programs/programs.ts';
import { useCompilingEngine } from '../main/engine/testing.ts';
import { loadModel } from '../main/formats/huggingface/modelFiles.ts';
import { openBase } from '../main/formats/openBase.ts';
import { greedyIds } from '../main/formats/testing/checkpoints.ts';
import { tablesOf } from '../main/ml/architectures/model.ts';
import { packedValues } from '../main/ml/architectures/packing.ts';
import { toParameters } from '../main/ml/architectures/parameters.ts';
import { cachedDecoder } from '../main/ml/sample/decoder.ts';
import { decoderProgram, programDecoder } from '../main/ml/sample/decoderProgram.ts';
import { StreamDecoder } from '../main/ml/tokenizer/streamDecoder.ts';
import { takesLong } from '../main/setup/leftOut.ts';
import { noStories, writeStories } from './helpers/stories260k.ts';

/** Real models of others, where they can be had. */
const { engine } = await useCompilingEngine();

if (noStories) console.warn(`Skipped: ${noStories}`);
describe.skipIf(noStories !== null || !engine)('stories260K', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kindling-stories-'));
    writeStories(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('tells a story', takesLong, async () => {
    const source = await openBase(folder);
    expect(source).toMatchObject({
      license: 'mit',
      contextLength: 512,
      bosTokenId: 1,
      addsBos: true,
      eosTokenIds: [2],
    });
    const { config, weights, tokenizer } = await loadModel(source, folder);
    const decoder = cachedDecoder(config, toParameters(weights), tablesOf(config));
    const stream = new StreamDecoder(tokenizer, true);
    const prompt = tokenizer.encode('Once upon a time');
    const ids = [...prompt, ...(await greedyIds(decoder, prompt, 60))];
    decoder.dispose();
    expect(ids.map((id) => stream.push(id)).join('')).toMatch(
      /^Once upon a time, there was a little girl named Lily\. She loved to play outside in the park\./,
    );
  });
});

const SMOLLM2 = process.env.KINDLING_SMOLLM2;
const isLong = process.env.KINDLING_LONG_TESTS !== undefined && SMOLLM2 !== undefined && existsSync(SMOLLM2);
if (!isLong) console.warn('Skipped: SmolLM2 is a long test, and KINDLING_SMOLLM2 has to name its GGUF.');

/** What llama.cpp (node-llama-cpp 3.21.1) writes with the same file dequantised to F32 by the gguf package, the likeliest token each time. */
interface Expected {
  texts: string[];
  prompts: number[][];
  results: number[][];
}

describe.skipIf(!isLong || !engine)('SmolLM2-135M-Instruct', () => {
  test('reads and writes the tokens of llama.cpp', async () => {
    const path = SMOLLM2 as string;
    const expected = JSON.parse(readFileSync(new URL('fixtures/smollm2.json', import.meta.url), 'utf8')) as Expected;
    const { config: whole, weights, tokenizer } = await loadModel(await openBase(path), path);
    const config = { ...whole, max_position_embeddings: 128 } as typeof whole;
    const { program } = programMaker('fp32', (problem) => {
      throw new Error(`not compiled: ${problem}`);
    })(decoderProgram(config, 1));
    program.write(packedValues(config, weights));
    for (const [index, text] of expected.texts.entries()) {
      const prompt = tokenizer.encode(text);
      expect(prompt, text).toEqual(expected.prompts[index]);
      const found = await greedyIds(programDecoder(program, config), prompt, 64);
      const written = expected.results[index] as number[];
      expect(found.slice(0, written.length), text).toEqual(written);
    }
    program.dispose();
  }, 600_000);
});
