import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  architecturesWith,
  createConfig,
  definitionOf,
  type ModelConfig,
} from '../../../shared/domain/architectures/index.ts';
import { GGUF_DTYPES, type GgufDtype, ggufFile } from '../../../shared/domain/formats/gguf/index.ts';
import { useEngine } from '../../engine/testing.ts';
import { tablesOf } from '../../ml/architectures/model.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { shallow } from '../../ml/architectures/testing/shallow.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { textScores } from '../../ml/train/textScores.ts';
import { againBut } from '../../setup/leftOut.ts';
import { engineDiffer } from '../../workers/convert/engineDiffer.ts';
import { writeModelFolder } from '../../workers/testing/tinyModel.ts';
import { readModel } from '../huggingface/modelFiles.ts';
import { type Reference, referenceLogits } from '../reference.ts';
import { BLOCK_TYPES } from './dequantize.ts';
import { type GgufHeader, readGgufHeader } from './header.ts';
import { gguf } from './index.ts';
import { tensorType } from './mixture.ts';
import { modelfile } from './modelfile.ts';
import { quantize, TENSOR_TYPES, type TensorType, WRITTEN_TYPES } from './quantize.ts';

const { describe, engine } = await useEngine('wasm');
void engine;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-gguf-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Weights = Parameters<typeof writeModelFolder>[2];

const MODEL = {
  ...{ name: 'Lamps & chairs', parameters: 1_234_567, base: null },
  recipe: { kind: 'complete', inputs: ['a'], output: 'b', template: 'a: {{a}}\nb:' },
};

/** A model's folder, and what it says. */
async function sourceOf(config: ModelConfig, weights: Weights, parent = folder) {
  const source = join(parent, 'model');
  writeModelFolder(source, config, weights);
  const { tokenizer, weights: read } = await readModel(source);
  const scores = textScores(languageModelHead, config, toParameters(read), tablesOf(config));
  const reference: Reference = await referenceLogits({ config, tokenizer, scores }, ['a lamp', 'the chair is']);
  return { source, reference };
}

async function exported(config: ModelConfig, weights: Weights, dtype: GgufDtype) {
  return exportedFrom(await sourceOf(config, weights), dtype);
}

/** Writes and compares; gives what `compare` found and where the files are. */
async function exportedFrom({ source, reference }: Awaited<ReturnType<typeof sourceOf>>, dtype: GgufDtype) {
  const output = join(folder, dtype);
  mkdirSync(output);
  const options = { dtype, adapter: false, card: false };
  const given = { model: MODEL as never, run: null, folder: source, head: async () => languageModelHead };
  for await (const _ of gguf.write(given, options, output));
  const compare = () => gguf.compare({ folder: output, source, options }, reference, engineDiffer(languageModelHead));
  return { ...(await compare()), compare, output, file: join(output, ggufFile(dtype, false)) };
}

const small = (architecture: Parameters<typeof createConfig>[0]): ModelConfig => ({
  ...shallow(createConfig(architecture, 'nano', 64)),
  vocab_size: 300,
});

const WRITTEN = architecturesWith('decoder').filter((type) =>
  definitionOf(createConfig(type, 'nano', 64)).alsoLoadedBy.includes('llama.cpp'),
);

for (const type of WRITTEN)
  describe(`${type} as a file of llama.cpp`, againBut('llama', 'gemma3_text')(type), () => {
    test('is read again with the same logits', async () => {
      const config = small(type);
      const { maxDifference, tolerance, output } = await exported(config, randomWeights(config, 5, 0.2), 'f32');
      expect(tolerance).toBe(1e-3);
      // Gemma's norms were made 1 larger, and lose a bit by it.
      expect(maxDifference).toBeLessThan(type === 'gemma3_text' ? 1e-3 : 1e-6);
      expect(readdirSync(output).sort()).toEqual(['Modelfile', 'model-F32.gguf']);
    });
  });

/** As wide as the largest block. */
const WIDE = { ...small('llama'), hidden_size: 256, intermediate_size: 512, head_dim: 64 } as ModelConfig;

describe('weights in fewer bits', () => {
  /** Of all of them. */
  let parent: string;
  let wide: Awaited<ReturnType<typeof sourceOf>>;
  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'kindling-gguf-wide-'));
    wide = await sourceOf(WIDE, randomWeights(WIDE, 5, 0.05), parent);
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  for (const dtype of GGUF_DTYPES)
    test(`${dtype} are as near as they may be`, againBut('f16', 'q8_0', 'q4_k_m')(dtype), async () => {
      const { maxDifference, tolerance, file } = await exportedFrom(wide, dtype);
      expect(maxDifference).toBeLessThan(tolerance);
      if (dtype !== 'f32') expect(maxDifference).toBeGreaterThan(0);
      expect(typesIn(await readGgufHeader(file))).toEqual(TYPES[dtype]);
    });

  test('more of them are for the first eighth of the layers, the last one, and every third in between', () => {
    const type = (layer: number) =>
      tensorType('q4_k_m', `blk.${layer}.ffn_down.weight`, [256, 256], { layers: 16, isTied: true });
    const layers = Array.from({ length: 16 }, (_, layer) => layer);
    expect(layers.filter((layer) => type(layer) === 'Q6_K')).toEqual([0, 1, 4, 7, 10, 13, 14, 15]);
  });

  test('fit where rows are no whole blocks', async () => {
    const config = { ...small('llama'), hidden_size: 96, head_dim: 24, intermediate_size: 100 } as ModelConfig;
    const { file } = await exported(config, randomWeights(config, 5, 0.05), 'q4_k_m');
    const { metadata, tensors } = await readGgufHeader(file);
    expect(typesIn({ metadata, tensors })).toMatchObject({ token_embd: ['Q8_0'], attn_q: ['Q5_0'], ffn_down: ['F16'] });
  });

  test('a wrong number in the file is found', async () => {
    const { compare, tolerance, file } = await exportedFrom(wide, 'f32');
    const bytes = readFileSync(file);
    const { dataStart, tensors } = await readGgufHeader(file);
    bytes.writeFloatLE(30, dataStart + (tensors.get('output_norm.weight')?.offset ?? 0));
    writeFileSync(file, bytes);
    expect((await compare()).maxDifference).toBeGreaterThan(tolerance);
  });
});

/** What each kind of tensor is, as llama.cpp's own quantiser makes them of a Llama with two layers and tied embeddings. */
const all = (type: string, more: Record<string, string[]> = {}) => ({
  ...{ token_embd: [type], output_norm: ['F32'], attn_norm: ['F32'], ffn_norm: ['F32'] },
  ...{ attn_q: [type], attn_k: [type], attn_v: [type], attn_output: [type] },
  ...{ ffn_gate: [type], ffn_up: [type], ffn_down: [type] },
  ...more,
});
const TYPES: Readonly<Record<GgufDtype, object>> = {
  f32: all('F32'),
  f16: all('F16'),
  bf16: all('BF16'),
  q8_0: all('Q8_0'),
  q6_k: all('Q6_K'),
  q5_0: all('Q5_0', { token_embd: ['Q6_K'] }),
  q4_0: all('Q4_0', { token_embd: ['Q6_K'] }),
  q4_k_m: all('Q4_K', { token_embd: ['Q6_K'], attn_v: ['Q4_K', 'Q6_K'], ffn_down: ['Q4_K', 'Q6_K'] }),
};

function typesIn({ tensors }: Pick<GgufHeader, 'tensors' | 'metadata'>): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  for (const [name, { type }] of tensors) {
    const kind = name.replace(/^blk\.\d+\./, '').replace(/\.weight$/, '');
    found[kind] = (found[kind] ?? new Set()).add(BLOCK_TYPES[type]?.name ?? '');
  }
  return Object.fromEntries(Object.entries(found).map(([kind, types]) => [kind, [...types].sort()]));
}

test('what a file says of its model', async () => {
  const { file, output } = await exported(small('llama'), randomWeights(small('llama'), 5, 0.05), 'q8_0');
  const { metadata } = await readGgufHeader(file);
  expect(Object.fromEntries([...metadata].filter(([, value]) => !Array.isArray(value)))).toMatchObject({
    'general.architecture': 'llama',
    'general.name': 'Lamps & chairs',
    'general.size_label': '1.2M',
    'general.file_type': 7,
    'general.quantization_version': 2,
    'llama.context_length': 64,
    'llama.attention.head_count': 4,
    'llama.rope.freq_base': 10000,
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'gpt-2',
    'tokenizer.ggml.bos_token_id': 0,
    'tokenizer.ggml.eos_token_id': 0,
    'tokenizer.ggml.padding_token_id': 1,
    'tokenizer.ggml.add_bos_token': true,
    // It was trained on prompts: programs that chat give it what is said as it is.
    'tokenizer.chat_template': "{% for message in messages %}{{ message['content'] }}{% endfor %}",
  });
  expect((metadata.get('tokenizer.ggml.token_type') as number[]).slice(0, 4)).toEqual([3, 3, 1, 1]);
  const text = readFileSync(join(output, 'Modelfile'), 'utf8');
  expect(text).toContain('FROM ./model-Q8_0.gguf\nTEMPLATE """{{ .Prompt }}"""\nPARAMETER num_ctx 64');
});

test('what stands around what is said to a model of conversations, and what ends a turn', () => {
  const chat = (chatTemplate: string | null) =>
    modelfile({
      model: { recipe: { kind: 'chat', messages: 'm', chatTemplate: 'model' }, base: null },
      source: {
        ...{ config: small('llama'), chatTemplate, tokenizerConfigJson: '{}', addsBos: false, eosTokenIds: [0] },
        tokenizerJson: JSON.stringify({ added_tokens: [{ id: 2, content: '<|im_end|>', special: true }] }),
      } as never,
      ...{ file: 'model-F16.gguf', base: null },
    });
  const turns = "{% for m in messages %}{{ m.role + ': ' + m.content + '<|im_end|>' }}{% endfor %}";
  const asked = "{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}";
  expect(chat(turns + asked)).toContain(
    'TEMPLATE """{{ if .System }}system: {{ .System }}<|im_end|>{{ end }}{{ if .Prompt }}user: {{ .Prompt }}<|im_end|>assistant: {{ end }}{{ .Response }}<|im_end|>"""\nPARAMETER stop "<|im_end|>"\n',
  );
  // One that cannot be put in other words, one that is no plain one, none at all.
  for (const template of [turns, "{{ raise_exception('no') }}", null]) {
    expect(chat(template)).toMatch(/^FROM \.\/model-F16\.gguf$/m);
    expect(chat(template)).not.toContain('TEMPLATE');
  }
});

const fixtures = join(dirname(fileURLToPath(import.meta.url)), 'testing/fixtures');

describe('numbers are rounded to the very bytes that llama.cpp rounds them to', () => {
  const { numbers, ...rounded } = JSON.parse(readFileSync(join(fixtures, 'rounded.json'), 'utf8')) as Record<
    string,
    string
  >;
  const bytesOf = (text = '') => new Uint8Array(Buffer.from(text, 'base64'));
  const data = new Float32Array(bytesOf(numbers).buffer);

  test.each(TENSOR_TYPES.filter((type) => type !== 'F32'))('%s', (type) => {
    expect(quantize(data, type, 'x')).toEqual(bytesOf(rounded[type]));
  });

  test.each(TENSOR_TYPES)('%s is read again as it was written', (type: TensorType) => {
    const { id, numbers: side } = WRITTEN_TYPES[type];
    const block = BLOCK_TYPES[id];
    expect([block?.name, block?.numbers]).toEqual([type, side]);
    const found = new Float32Array(data.length);
    const written = quantize(data, type, 'x');
    if (block?.widen) block.widen(written, found);
    else found.set(new Float32Array(written.buffer));
    const most = Math.max(...data.map(Math.abs));
    for (const [index, value] of found.entries())
      expect(Math.abs(value - (data[index] as number))).toBeLessThan(most / 8);
  });

  test('one that has no place is named', () => {
    const large = new Float32Array(256).fill(1e9);
    for (const type of ['F16', 'Q4_0', 'Q8_0', 'Q4_K', 'Q6_K'] as const)
      expect(() => quantize(large, type, 'x')).toThrow(expect.objectContaining({ code: 'weight_too_large' }));
  });
});
