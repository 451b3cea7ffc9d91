import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  architecturesWith,
  contextOf,
  createConfig,
  type ModelConfig,
} from '../../../shared/domain/architectures/index.ts';
import { GGUF_DTYPES, type GgufDtype, ggufFile } from '../../../shared/domain/formats/gguf/index.ts';
import { compareWritten, type WrittenHere, type WrittenThere } from '../../../shared/domain/models/there.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useEngine } from '../../engine/testing.ts';
import { gguf } from '../../formats/gguf/index.ts';
import { readModel } from '../../formats/huggingface/modelFiles.ts';
import { REFERENCE_FILE } from '../../formats/huggingface/referenceFile.ts';
import { architectureOf } from '../../ml/architectures/index.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { againBut, takesLong } from '../../setup/leftOut.ts';
import { elsewhere } from '../../tasks/textGeneration/elsewhere.ts';
import { writeModelFolder } from '../../workers/testing/tinyModel.ts';
import { LlamaServer } from './llamaServer.ts';
import { lookAt } from './lookAt.ts';

/*
 * A real llama.cpp, where somebody names its server: what it writes with our files is what is written here.
 */

await useEngine('wasm');
const PROGRAM = process.env.KINDLING_LLAMA_SERVER;
const TEXTS = ['a lamp, it’s ok!', "I'll 🙂 we've", 'the chair is', 'x', '  two  spaces', '東京タワー'];
const WRITTEN = architecturesWith('decoder').filter(
  (type) => architectureOf({ model_type: type }).ggufWriting && type !== 'gemma3_text',
);
const never = new AbortController().signal;
const makeProgram = programMaker('fp32');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-real-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a model with random weights, and gives what goes on with beginnings of `TEXTS` here and there. */
async function both(config: ModelConfig, dtype: GgufDtype) {
  const source = mkdtempSync(join(folder, `${config.model_type}-${dtype}-`));
  writeModelFolder(source, config, randomWeights(config, 6, 0.2));
  const { tokenizer } = await readModel(source);
  const prompts = TEXTS.map((text) => ({ text, ids: tokenizer.encode(text), logits: [] }));
  writeFileSync(join(source, REFERENCE_FILE), JSON.stringify({ prompts }));
  const model = { name: 'm', parameters: 1000, base: null, recipe: { kind: 'continue', template: '{{a}}' } } as never;
  const given = { model, run: null, folder: source, head: async () => languageModelHead };
  for await (const _ of gguf.write(given, { dtype, adapter: false, card: false }, source));
  const file = join(source, ggufFile(dtype, false));
  const last = (await Array.fromAsync(elsewhere.write({ file, source }, makeProgram))).at(-1);
  const here: WrittenHere[] = last?.event === 'done' ? last.written : [];
  await using server = await LlamaServer.start({
    ...{ program: await lookAt(PROGRAM ?? '', never), file, contextLength: contextOf(config), signal: never },
    ...{ patience: { loadMs: 60_000, answerMs: 60_000 }, onStart: async () => {} },
  });
  const there: WrittenThere[] = [];
  for (const { prompt, most } of here) there.push(await server.goOn(prompt, most));
  const read = await Promise.all(TEXTS.map((text) => server.tokenize(text)));
  return { here, there, read, encoded: prompts.map(({ ids }) => ids) };
}

const small = (type: (typeof WRITTEN)[number]) => ({ ...createConfig(type, 'nano', 128), vocab_size: 300 });

describe.skipIf(!PROGRAM)(`llama.cpp’s server${PROGRAM ? '' : ': KINDLING_LLAMA_SERVER names none'}`, () => {
  for (const type of WRITTEN)
    test(
      `reads ${type} as it was trained, and goes on with the very tokens in F32`,
      againBut('llama')(type),
      async () => {
        const { here, there, read, encoded } = await both(small(type), 'f32');
        expect(read).toEqual(encoded);
        expect(there.map(({ ids }) => ids)).toEqual(here.map(({ ids }) => ids));
        // Where the last token ends in the midst of a character, it has a mark for that.
        const texts = (all: readonly WrittenThere[]) => all.map(({ output }) => output.replace(/�+$/, '').trim());
        expect(texts(there)).toEqual(texts(here));
      },
    );

  test.each(GGUF_DTYPES)('goes on with %s, as near as its own rounding lets it', takesLong, async (dtype) => {
    const { here, there } = await both(small('qwen2'), dtype);
    const { equal, firstDifference } = compareWritten(here, there);
    // Where they part, the other token is one of those that are likely here, too.
    if (equal < here.length) expect(firstDifference?.behind).toBeLessThan(1);
  });

  test('says what it does not load in its own words', async () => {
    const file = join(folder, 'none.gguf');
    writeFileSync(file, 'GGUF and nothing else');
    const start = LlamaServer.start({
      ...{ program: await lookAt(PROGRAM ?? '', never), file, contextLength: 128, signal: never },
      ...{ patience: { loadMs: 60_000, answerMs: 60_000 }, onStart: async () => {} },
    });
    await expect(start).rejects.toMatchObject({
      ...{ code: 'llama_server_refused', details: { problem: expect.stringMatching(/error|fail/i) } },
    });
  });
});
