import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countParameters } from '../../shared/domain/architectures/index.ts';
import { initialWeights } from '../ml/architectures/model.ts';
import { TINY_MODEL, writeTinyModel } from '../workers/testing/tinyModel.ts';
import { encodeSafetensors } from './huggingface/safetensors.ts';
import { openBase } from './openBase.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-base-'));
  writeTinyModel(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const json = (name: string, value: object) => writeFileSync(at(name), JSON.stringify(value));
const weights = initialWeights(TINY_MODEL, 7);
const [firstName = ''] = weights.keys();
const original = (name: string) => weights.get(name)?.data;

/** The weights of the tiny model in files, each with those tensors that `belongs` gives to it. */
function writeShards(files: readonly string[], fileOf: (name: string, index: number) => string): void {
  rmSync(at('model.safetensors'));
  const names = [...weights.keys()];
  const map = Object.fromEntries(names.map((name, index) => [name, fileOf(name, index)]));
  for (const file of files) {
    const own = new Map([...weights].filter(([name]) => map[name] === file));
    writeFileSync(at(file), Buffer.concat(encodeSafetensors(own)));
  }
  json('model.safetensors.index.json', { metadata: { total_size: 1 }, weight_map: map });
}

/** The weights with two bytes a number. */
function writeHalves(dtype: string, encode: (data: Float32Array) => Uint8Array): void {
  let end = 0;
  const parts: Uint8Array[] = [];
  const entries = Array.from(weights, ([name, { shape, data }]) => {
    const bytes = encode(data);
    const begin = end;
    end += bytes.length;
    parts.push(bytes);
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(at('model.safetensors'), Buffer.concat([start, header, ...parts]));
}

test('a folder says what is in it, and its weights are read one by one', async () => {
  const base = await openBase(folder);
  expect(base).toMatchObject({
    config: TINY_MODEL,
    parameters: countParameters(TINY_MODEL),
    contextLength: 64,
    eosTokenIds: [0],
    bosTokenId: 0,
    addsBos: true,
    chatTemplate: null,
    license: null,
  });
  expect(base.files.map(({ path }) => path)).toEqual(['model.safetensors', 'config.json', 'tokenizer.json'].map(at));
  expect([...base.tensors.keys()]).toEqual([...weights.keys()]);
  for (const [name, { data, shape }] of weights) {
    expect(base.tensors.get(name)).toEqual(shape);
    expect(await base.read(name)).toEqual(data);
  }
});

describe('weights', () => {
  test('in several files', async () => {
    const files = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    writeShards(files, (_, index) => files[index % 2] as string);
    const base = await openBase(folder);
    for (const name of weights.keys()) expect(await base.read(name)).toEqual(original(name));
    expect(base.files).toHaveLength(4);
  });

  test.each(['../secret.safetensors', '/etc/passwd', 'a/b.safetensors', 'weights.bin'])(
    'in a file called %s are not looked for',
    async (file) => {
      writeShards([], () => file);
      await expect(openBase(folder)).rejects.toMatchObject({ code: 'model_invalid' });
    },
  );

  test('in a file that is not there', async () => {
    writeShards([], () => 'model-00001-of-00001.safetensors');
    await expect(openBase(folder)).rejects.toMatchObject({
      code: 'model_invalid',
      details: { path: at('model-00001-of-00001.safetensors') },
    });
  });

  test('in 16 bits', async () => {
    const halves = (data: Float32Array) => new Uint8Array(Float16Array.from(data).buffer);
    writeHalves('F16', halves);
    const half = await openBase(folder);
    expect(await half.read(firstName)).toEqual(Float32Array.from(Float16Array.from(original(firstName) ?? [])));
    // Cut, as it is all the same which of the two neighbours it is.
    const upper = (data: Float32Array) =>
      new Uint8Array(Uint16Array.from(new Uint32Array(data.buffer), (bits) => bits >>> 16).buffer);
    writeHalves('BF16', upper);
    const brain = await (await openBase(folder)).read(firstName);
    const bits = Uint32Array.from(new Uint32Array((original(firstName) as Float32Array).buffer), (b) => b & 0xffff0000);
    expect(brain).toEqual(new Float32Array(bits.buffer));
  });

  test('of a type that is not read are named', async () => {
    writeHalves('I16', (data) => new Uint8Array(2 * data.length));
    await expect(openBase(folder)).rejects.toMatchObject({
      code: 'model_tensor_unsupported',
      details: { tensor: firstName, dtype: 'I16', shape: '[300,16]', known: 'F32, F16, BF16' },
    });
  });

  test('that could run programs are not read', async () => {
    rmSync(at('model.safetensors'));
    writeFileSync(at('pytorch_model.bin'), '');
    await expect(openBase(folder)).rejects.toMatchObject({
      code: 'model_pickled',
      details: { file: 'pytorch_model.bin' },
    });
  });

  test('that change while they are in use are refused', async () => {
    const base = await openBase(folder);
    appendFileSync(at('model.safetensors'), 'x');
    await expect(base.read(firstName)).rejects.toMatchObject({
      code: 'model_invalid',
      details: { problem: expect.stringContaining('changed') },
    });
  });
});

test.each([
  ['a folder that is not there', () => rmSync(folder, { recursive: true }), () => folder, 'folder_not_found'],
  ['a file that is not there', () => {}, () => at('none.gguf'), 'file_not_found'],
  ['a folder without a model', () => rmSync(at('config.json')), () => folder, 'folder_no_model'],
  [
    'a folder around a GGUF',
    () => {
      rmSync(at('config.json'));
      writeFileSync(at('lamp.GGUF'), '');
    },
    () => folder,
    'folder_has_gguf',
  ],
] as const)('%s is told as such', async (_, change, path, code) => {
  change();
  await expect(openBase(path())).rejects.toMatchObject({ code });
});

test('an architecture that is not known is named', async () => {
  json('config.json', { ...TINY_MODEL, model_type: 'mamba', architectures: ['MambaForCausalLM'] });
  await expect(openBase(folder)).rejects.toMatchObject({
    code: 'model_architecture_unsupported',
    details: { architecture: 'mamba', known: expect.stringContaining('llama') },
  });
});

test.each([
  [{ hidden_act: 'gelu' }, 'hidden_act', 'gelu', 'silu'],
  [{ rope_scaling: { rope_type: 'yarn', factor: 4 } }, 'rope_scaling.rope_type', 'yarn', 'linear, llama3'],
  [{ rope_scaling: { type: 'dynamic', factor: 4 } }, 'rope_scaling.rope_type', 'dynamic', 'linear, llama3'],
  [{ partial_rotary_factor: 0.5 }, 'partial_rotary_factor', '0.5', '1'],
  [
    { rope_parameters: { rope_type: 'default', rope_theta: 10000, partial_rotary_factor: 0.25 } },
    'rope_parameters.partial_rotary_factor',
    '0.25',
    '1',
  ],
  [
    { rope_scaling: { rope_type: 'linear', factor: 2, partial_rotary_factor: 0.25 } },
    'rope_scaling.partial_rotary_factor',
    '0.25',
    '1',
  ],
  [{ torch_dtype: 'float8_e4m3fn' }, 'torch_dtype', 'float8_e4m3fn', 'float32'],
  [{ architectures: ['LlamaModel'] }, 'architectures.0', 'LlamaModel', 'LlamaForCausalLM'],
  [
    { quantization_config: { quant_method: 'gptq' } },
    'quantization_config.quant_method',
    'gptq',
    'F32, F16, BF16, GGUF',
  ],
])('%j is named', async (change, setting, value, known) => {
  json('config.json', { ...TINY_MODEL, ...change });
  await expect(openBase(folder)).rejects.toMatchObject({
    code: 'model_setting_unsupported',
    details: { path: at('config.json'), setting, value, known },
  });
});

test.each([{ partial_rotary_factor: 1 }, { partial_rotary_factor: null, rope_parameters: null }])(
  'a whole head is turned where %j is said',
  async (change) => {
    json('config.json', { ...TINY_MODEL, ...change });
    expect((await openBase(folder)).config).toEqual(TINY_MODEL);
  },
);

describe('of the files beside', () => {
  test('the generation config says where texts end, and the tokenizer, too', async () => {
    json('generation_config.json', { eos_token_id: [5, 6], bos_token_id: 3 });
    const { eosTokenIds } = await openBase(folder);
    expect(eosTokenIds).toEqual([5, 6, 0]);
  });

  test.each([
    ['in a file', () => writeFileSync(at('chat_template.jinja'), 'A'), 'A'],
    ['in the tokenizer', () => change({ chat_template: 'B' }), 'B'],
    [
      'of several',
      () =>
        change({
          chat_template: [
            { name: 'tool_use', template: 'T' },
            { name: 'default', template: 'C' },
          ],
        }),
      'C',
    ],
    ['of another kind', () => change({ chat_template: 3 }), null],
  ])('the chat template is found %s', async (_, write, expected) => {
    write();
    expect((await openBase(folder)).chatTemplate).toBe(expected);
  });

  test.each([
    ['---\nlanguage: en\nlicense: apache-2.0\n---\n# A', 'apache-2.0'],
    ['---\r\nlicense: "mit"\r\n---\r\n', 'mit'],
    ['---\nlicense: other\nlicense_name: my-terms\n---\n', 'my-terms'],
    ['license: mit', null],
  ])('the licence is read from %j', async (card, expected) => {
    writeFileSync(at('README.md'), card);
    expect((await openBase(folder)).license).toBe(expected);
  });

  test('a tokenizer without a configuration will do', async () => {
    rmSync(at('tokenizer_config.json'));
    expect(await openBase(folder)).toMatchObject({ bosTokenId: 0, addsBos: true, tokenizerConfigJson: '{}' });
  });

  function change(more: object): void {
    json('tokenizer_config.json', { ...JSON.parse(readFileSync(at('tokenizer_config.json'), 'utf8')), ...more });
  }
});
