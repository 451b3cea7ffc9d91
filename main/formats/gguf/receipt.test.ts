import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  architecturesWith,
  createConfig,
  definitionOf,
  type ModelConfig,
  type ModelType,
} from '../../../shared/domain/architectures/index.ts';
import { GGUF_DTYPES, type GgufDtype, ggufFile } from '../../../shared/domain/formats/gguf/index.ts';
import { useEngine } from '../../engine/testing.ts';
import { architectureOf } from '../../ml/architectures/index.ts';
import { disposeTables, tablesOf } from '../../ml/architectures/model.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { cachedDecoder } from '../../ml/sample/decoder.ts';
import { againBut, takesLong } from '../../setup/leftOut.ts';
import { writeModelFolder } from '../../workers/testing/tinyModel.ts';
import { type TunedModel, trainTuned } from '../../workers/testing/tunedModel.ts';
import { loadModel, readModel, type StoredModel } from '../huggingface/modelFiles.ts';
import { readLibraryModel } from '../libraryModel.ts';
import { CHECKPOINTS, greedyIds, readCheckpoint } from '../testing/checkpoints.ts';
import { readGgufHeader } from './header.ts';
import { gguf } from './index.ts';
import { openGguf } from './openGguf.ts';
import { LlamaCpp, noLlamaCpp } from './testing/llamaCpp.ts';

/*
 * The receipt: llama.cpp itself loads what is exported, and writes the very texts that the model writes here.
 */

const { describe, engine } = await useEngine('wasm');
void engine;

let folder: string;
const llamaCpp = new LlamaCpp();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-receipt-'));
});
afterAll(async () => {
  await llamaCpp.close();
  rmSync(folder, { recursive: true, force: true });
});

const ALL_TEXTS = [
  ...['a lamp, it’s ok!', "I'll 🙂 we've", 'Q: né 12 345?\n\nA:', 'the chair is', 'x', 'hello world', '  two  spaces'],
  ...['tab\there', '東京タワー', 'ÀÉ  ß'],
];
const IS_LONG = Boolean(process.env.KINDLING_LONG_TESTS);
const [TEXTS, TOKENS] = IS_LONG ? [ALL_TEXTS, 64] : [ALL_TEXTS.slice(0, 3), 24];
/** What takes the longest is asked of one of each kind. */
const MEASURED: readonly GgufDtype[] = IS_LONG ? GGUF_DTYPES : ['f32', 'q8_0', 'q4_k_m'];

const small = (type: ModelType): ModelConfig => ({ ...createConfig(type, 'nano', 128), vocab_size: 300 });
const MODEL = { name: 'm', parameters: 1000, base: null, recipe: { kind: 'continue', template: '{{a}}' } } as never;

/** Writes a model's folder as a file of llama.cpp. */
async function written(source: string, dtype: GgufDtype, adapter = false): Promise<string> {
  const output = join(folder, `${dtype}-${Math.random().toString(36).slice(2)}`);
  mkdirSync(output);
  const given = { model: MODEL, run: null, folder: source, head: async () => languageModelHead };
  for await (const _ of gguf.write(given, { dtype, adapter, card: false }, output));
  return join(output, ggufFile(dtype, adapter));
}

/** What the model writes here. */
async function greedy(
  { config, weights }: Pick<StoredModel, 'config' | 'weights'>,
  prompts: readonly (readonly number[])[],
  count = TOKENS,
) {
  const parameters = toParameters(weights);
  const tables = tablesOf(config);
  const found: number[][] = [];
  for (const prompt of prompts) {
    const decoder = cachedDecoder(config, parameters, tables);
    found.push(await greedyIds(decoder, prompt, count));
    decoder.dispose();
  }
  disposeTables(tables);
  return found;
}

const WRITTEN = architecturesWith('decoder').filter((type) => architectureOf({ model_type: type }).ggufWriting);

test('every architecture that says that llama.cpp loads it can be written, and no other', () => {
  const said = architecturesWith('decoder').filter((type) =>
    definitionOf(createConfig(type, 'nano', 64)).alsoLoadedBy.includes('llama.cpp'),
  );
  expect(WRITTEN).toEqual(said);
});

const CHECKPOINT_FILES = join(import.meta.dirname, '../../ml/architectures/testing/fixtures');

/** A checkpoint with a tokenizer of as many tokens, which nobody uses: what is compared are ids. */
function checkpointFolder(name: string, size: number): string {
  const source = join(folder, `checkpoint-${name}`);
  cpSync(join(CHECKPOINT_FILES, name), source, { recursive: true });
  const vocab = Object.fromEntries(Array.from({ length: size }, (_, id) => [`t${id}`, id]));
  const tokenizer = {
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
    model: { type: 'BPE', vocab, merges: [] },
  };
  writeFileSync(join(source, 'tokenizer.json'), JSON.stringify(tokenizer));
  return source;
}

/** Bits of each text, its first token not counted. */
async function bitsOf({ config, weights }: Pick<StoredModel, 'config' | 'weights'>, texts: readonly number[][]) {
  const parameters = toParameters(weights);
  const tables = tablesOf(config);
  const found: number[] = [];
  for (const ids of texts) {
    const decoder = cachedDecoder(config, parameters, tables);
    let bits = 0;
    for (let place = 1; place < ids.length; place++) {
      const row = await decoder.next(ids.slice(place - 1, place));
      const largest = Math.max(...row);
      const sum = row.reduce((total, score) => total + Math.exp(score - largest), 0);
      bits += (largest + Math.log(sum) - (row[ids[place] as number] as number)) / Math.LN2;
    }
    decoder.dispose();
    found.push(bits);
  }
  disposeTables(tables);
  return found;
}

/** llama.cpp looks GELU up in a table of 16-bit floats: two tokens that are as likely as one another to a hundredth may change places. */
const SEEDS: Partial<Record<ModelType, number>> = { gpt2: 6 };

(noLlamaCpp === null ? describe : describe.skip)(`in llama.cpp${noLlamaCpp ? `: ${noLlamaCpp}` : ''}`, () => {
  for (const type of WRITTEN) {
    test(`${type} reads and writes the same ids`, againBut('llama')(type), async () => {
      const source = join(folder, type);
      writeModelFolder(source, small(type), randomWeights(small(type), SEEDS[type] ?? 5, 0.2));
      const model = await readModel(source);
      const prompts = TEXTS.map((text) => model.tokenizer.encode(text));
      const found = await llamaCpp.ask({
        ...{ model: await written(source, 'f32'), contextSize: 128, prompts, count: TOKENS, texts: TEXTS },
      });
      // `encode` puts the beginning before a text.
      expect(found.encoded).toEqual(prompts.map((ids) => ids.slice(1)));
      expect(found.greedy).toEqual(await greedy(model, prompts));
    });
  }

  test.each(CHECKPOINTS)('the checkpoint %s of transformers writes what it writes there', async (name) => {
    const { config, expected } = await readCheckpoint(name);
    const source = checkpointFolder(name, config.vocab_size);
    // The only one whose scores are divided by something that llama.cpp has no place for.
    if (name === 'gemma3_text')
      return await expect(written(source, 'f32')).rejects.toMatchObject({ code: 'gguf_architecture_differs' });
    const model = await written(source, 'f32');
    const window = 'sliding_window' in config ? config.sliding_window : null;
    if (window !== null) {
      // Beyond its window it would write something else there: the file's context ends where it does.
      const { metadata } = await readGgufHeader(model);
      return expect(metadata.get(`${metadata.get('general.architecture')}.context_length`)).toBe(window);
    }
    const { greedy } = await llamaCpp.ask({
      ...{ model, contextSize: 128, prompts: [expected.prompt], count: expected.greedy.length },
    });
    expect(greedy).toEqual([expected.greedy]);
  });

  for (const dtype of MEASURED) {
    test(`${dtype} costs as many bits a text as it does here`, takesLong, async () => {
      const config = { ...small('llama'), hidden_size: 256, head_dim: 64, intermediate_size: 512 } as ModelConfig;
      const source = join(folder, `bits-${dtype}`);
      writeModelFolder(source, config, randomWeights(config, 5, 0.05));
      const file = await written(source, dtype);
      const { tokenizer, ...model } = await loadModel(await openGguf(file), file);
      const scored = TEXTS.map((text) => tokenizer.encode(text));
      const { bits } = await llamaCpp.ask({ model: file, contextSize: 128, prompts: [], count: 0, scored });
      const here = await bitsOf(model, scored);
      // With fewer bits it rounds what goes into a product, too, to 8 bits.
      const most = ['f32', 'f16', 'bf16'].includes(dtype) ? 0.005 : 0.03;
      for (const [text, own] of here.entries()) expect(Math.abs((bits[text] as number) / own - 1)).toBeLessThan(most);
    });
  }

  test('an adapter on its base writes what both write here', takesLong, async () => {
    const home = join(folder, 'tuned');
    mkdirSync(home);
    // A compiled step takes longer to be ready than these few do.
    vi.stubEnv('KINDLING_ENGINE', 'wasm');
    const tuned: TunedModel = await trainTuned(home, 'lora').finally(() => vi.unstubAllEnvs());
    const merged = await readLibraryModel(tuned.source);
    const prompts = TEXTS.map((text) => merged.tokenizer.encode(text).slice(0, 8));
    const base = await written(tuned.base, 'f32');
    const lora = await written(tuned.source, 'f32', true);
    const job = { model: base, contextSize: 16, prompts, count: 8 };
    const own = await greedy(merged, job.prompts, job.count);
    expect((await llamaCpp.ask({ ...job, lora })).greedy).toEqual(own);
    expect((await llamaCpp.ask(job)).greedy).not.toEqual(own);
  });
});
