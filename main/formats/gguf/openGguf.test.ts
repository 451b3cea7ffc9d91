import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { architectureOf } from '../../ml/architectures/index.ts';
import { rotaryFrequencies, stretched } from '../../ml/layers/rotary.ts';
import { openBase } from '../openBase.ts';
import { readCheckpoint } from '../testing/checkpoints.ts';
import { BLOCK_TYPES } from './dequantize.ts';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), 'testing/fixtures');
const fixture = (name: string) => join(fixtures, `${name}.gguf`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-gguf-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('numbers in blocks are those of llama.cpp', () => {
  const stored = JSON.parse(readFileSync(join(fixtures, 'blocks.json'), 'utf8')) as Record<
    string,
    { type: number; bytes: string; numbers: string }
  >;
  const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

  test.each(Object.entries(stored))('%s', (name, { type, bytes, numbers }) => {
    const expected = new Float32Array(bytesOf(numbers).buffer);
    const [from, found] = [bytesOf(bytes), new Float32Array(expected.length)];
    const block = BLOCK_TYPES[type];
    expect(block?.name).toBe(name);
    if (block?.widen) block.widen(from, found);
    else new Uint8Array(found.buffer).set(from);
    expect(found).toEqual(expected);
  });

  test('of every type that is read', () =>
    expect(Object.keys(stored).sort()).toEqual(
      Object.values(BLOCK_TYPES)
        .map(({ name }) => name)
        .sort(),
    ));
});

describe.each(['llama', 'llama-llama3', 'qwen2', 'qwen3', 'gemma3_text', 'gpt2'] as const)('%s', (name) => {
  test('has the weights of the folder that it was made of', async () => {
    const { weights } = await readCheckpoint(name);
    const base = await openBase(fixture(name));
    expect([...base.tensors.keys()]).toEqual([...weights.keys()]);
    for (const [tensor, { shape, data }] of weights) {
      expect(base.tensors.get(tensor)).toEqual(shape);
      const found = await base.read(tensor);
      // Gemma's norms were made 1 larger, and lost a bit by it.
      const largest = found.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - (data[index] as number))),
        0,
      );
      expect(largest, tensor).toBeLessThanOrEqual(name === 'gemma3_text' ? 1e-6 : 0);
      expect(found.length).toBe(data.length);
    }
  });

  test('has its configuration', async () => {
    const { config } = await readCheckpoint(name);
    const base = await openBase(fixture(name));
    // What a file of llama.cpp does not say.
    const unsaid = { eos_token_id: 2, pad_token_id: 2, resid_pdrop: 0.1, embd_pdrop: 0.1, attn_pdrop: 0.1 };
    const layers = {
      use_sliding_window: false,
      sliding_window: null,
      layer_types: ['full_attention', 'full_attention'],
    };
    const own = {
      ...(name === 'qwen2' ? layers : {}),
      ...(name === 'gpt2' ? { n_inner: 128 } : {}),
      ...(name === 'llama-llama3' ? { rope_scaling: undefined } : {}),
      // The only one of its size whose scores are scaled otherwise, and whose layers do not come in sixes.
      ...(name === 'gemma3_text'
        ? { query_pre_attn_scalar: 16, layer_types: new Array(3).fill('sliding_attention') }
        : {}),
    };
    const known = new Set(Object.keys(config));
    const expected = {
      ...config,
      ...Object.fromEntries(Object.entries(unsaid).filter(([key]) => known.has(key))),
      ...own,
    };
    expect(base.config).toEqual(expected);
    expect(base).toMatchObject({ license: 'mit', contextLength: 128, bosTokenId: 1, eosTokenIds: [2], addsBos: false });
  });
});

test('how Llama 3 stretches angles is found again in its factors', () => {
  const scaling = {
    rope_type: 'llama3' as const,
    ...{ factor: 32, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 },
  };
  const plain = rotaryFrequencies(64, 500000);
  const factors = stretched(plain, scaling).map((frequency, channel) => (plain[channel] as number) / frequency);
  const sizes: Record<string, number> = {
    ...{ 'attention.head_count': 4, embedding_length: 256, 'rope.freq_base': 500000 },
  };
  const config = (ropeFactors: Float32Array) =>
    architectureOf({ model_type: 'llama' }).gguf?.config({
      value: (key) => sizes[key],
      has: () => false,
      rows: () => 0,
      vocabSize: 10,
      ropeFactors,
    });
  expect(config(Float32Array.from(factors))).toMatchObject({ rope_scaling: scaling });
  expect(config(Float32Array.from(factors, (factor) => factor * 2))).toMatchObject({
    rope_scaling: { rope_type: 'rope_freqs.weight' },
  });
});

describe('what is not supported is named', () => {
  /** A file with other bytes somewhere: of a text of the same length, or the number after a name. */
  function changed(change: (bytes: Buffer) => void): string {
    const bytes = readFileSync(fixture('llama'));
    change(bytes);
    const path = join(folder, 'changed.gguf');
    writeFileSync(path, bytes);
    return path;
  }
  const replace = (from: string, to: string) =>
    changed((bytes) => {
      expect(from.length).toBe(to.length);
      bytes.write(to, bytes.indexOf(from), 'latin1');
    });
  /** After a tensor's name come the number of its sides, the sides, its type and its offset. */
  const tensorAt = (bytes: Buffer, name: string) => bytes.indexOf(name) + name.length;

  test('an architecture', async () => {
    const path = changed((bytes) => bytes.write('mamba', bytes.indexOf('general.architecture') + 20 + 4 + 8, 'latin1'));
    await expect(openBase(path)).rejects.toMatchObject({
      code: 'model_architecture_unsupported',
      details: { architecture: 'mamba', known: expect.stringContaining('gemma3') },
    });
  });

  test('a type of numbers', async () => {
    const path = changed((bytes) => bytes.writeUInt32LE(10, tensorAt(bytes, 'blk.0.attn_k.weight') + 4 + 16));
    await expect(openBase(path)).rejects.toMatchObject({
      code: 'model_tensor_unsupported',
      details: { tensor: 'blk.0.attn_k.weight', dtype: 'Q2_K', shape: '[16,32]' },
    });
  });

  test.each([['a splitter of words', ['gpt-2', 'gpt-9'], 'tokenizer.ggml.pre', 'gpt-9']])(
    '%s',
    async (_, [from = '', to = ''], part, value) => {
      const error = { code: 'model_tokenizer_unsupported', details: { part, value } };
      await expect(openBase(replace(from, to))).rejects.toMatchObject(error);
    },
  );

  test.each([
    ['another file', (bytes: Buffer) => bytes.write('GGML'), /does not begin with GGUF/],
    ['a version', (bytes: Buffer) => bytes.writeUInt32LE(1, 4), /version 1 is not read/],
    ['the other byte order', (bytes: Buffer) => bytes.writeUInt32BE(3, 4), /version 50331648/],
    ['countless tensors', (bytes: Buffer) => bytes.writeBigUInt64LE(2n ** 40n, 8), /tensors; at most 65536/],
    ['countless entries', (bytes: Buffer) => bytes.writeBigUInt64LE(2n ** 63n, 16), /no size/],
    ['an endless name', (bytes: Buffer) => bytes.writeBigUInt64LE(2n ** 35n, 24), /bytes in a string/],
    [
      'data elsewhere',
      (b: Buffer) => b.writeBigUInt64LE(2n ** 40n, tensorAt(b, 'output_norm.weight') + 16),
      /after the file's end/,
    ],
    [
      'another shape',
      (b: Buffer) => b.writeBigUInt64LE(31n, tensorAt(b, 'output_norm.weight') + 4),
      /has the shape \[31\], not \[32\]/,
    ],
    [
      'another name',
      (b: Buffer) => b.write('outputxnorm', b.indexOf('output_norm.weight')),
      /there is no tensor output_norm/,
    ],
  ])('%s', async (_, change, problem) => {
    await expect(openBase(changed(change))).rejects.toMatchObject({
      code: 'model_invalid',
      details: { problem: expect.stringMatching(problem) },
    });
  });

  test('a file that ends early', async () => {
    for (const bytes of [0, 3, 20, 100, 2000, 30_000]) {
      const path = changed(() => {});
      truncateSync(path, bytes);
      await expect(openBase(path)).rejects.toMatchObject({ code: 'model_invalid' });
    }
  });
});
