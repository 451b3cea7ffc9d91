import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contextOf, createConfig } from '../../../shared/domain/architectures/index.ts';
import { useEngine } from '../../engine/testing.ts';
import { openWeights } from '../../formats/huggingface/openFolder.ts';
import { encodeSafetensors } from '../../formats/huggingface/safetensors.ts';
import { ENCODER_CHECKPOINTS, readEncoder } from '../../formats/testing/checkpoints.ts';
import { architectureOf } from './index.ts';
import { initialWeights, tablesOf } from './model.ts';
import { packedValues } from './packing.ts';
import { toParameters } from './parameters.ts';
import { firstStates, meanStates, pooledSize, pooledStates, pooledVectors, textStates } from './textStates.ts';

beforeAll(() => useEngine('wasm'));

function padded(texts: readonly (readonly number[])[]) {
  const longest = Math.max(...texts.map(({ length }) => length));
  // Padded with a token that means something, so that whoever looks at it is found out.
  const rows = texts.map((text) => [...text, ...new Array(longest - text.length).fill(33)]);
  const lengths = tf.tensor1d(
    texts.map(({ length }) => length),
    'int32',
  );
  return { ids: tf.tensor2d(rows, [texts.length, longest], 'int32'), lengths };
}

const largestDifference = (found: tf.Tensor, expected: readonly (readonly number[])[]) => {
  const values = found.dataSync();
  return Math.max(...expected.flat().map((value, index) => Math.abs(value - (values[index] as number))));
};

describe.each(ENCODER_CHECKPOINTS)('%s', (name) => {
  test('has the states of transformers, in a batch of different lengths', async () => {
    const { config, weights, expected } = await readEncoder(name);
    const [parameters, tables, texts] = [toParameters(weights), tablesOf(config), padded(expected.texts)];
    const states = textStates(config, parameters, tables, texts);
    expect(largestDifference(firstStates(states, texts), expected.first)).toBeLessThan(1e-4);
    const T = texts.ids.shape[1];
    const last = expected.texts.map(({ length }, row) => row * T + length - 1);
    expect(largestDifference(tf.gather(states, last), expected.last)).toBeLessThan(1e-4);
    expect([...weights.keys()].some((key) => key.includes('.pooler.'))).toBe(expected.pooled !== null);
    if (expected.pooled) {
      const [weight = '', bias = ''] = architectureOf(config).pooler?.(config).keys() ?? [];
      const pooled = pooledStates(parameters, [weight, bias], states, texts);
      expect(largestDifference(pooled, expected.pooled)).toBeLessThan(1e-4);
    }
    const [text = []] = expected.texts;
    const alone = padded([text]);
    const own = textStates(config, parameters, tables, alone);
    const mean = tf.mean(tf.reshape(own, [text.length, -1]), 0, true).arraySync() as number[][];
    expect(largestDifference(meanStates(states, texts), mean)).toBeLessThan(1e-5);
  });

  test('has the same states with packed matrices', async () => {
    const { config, weights, expected } = await readEncoder(name);
    const shapes = new Map(Array.from(weights, ([key, { shape }]) => [key, shape]));
    const D = shapes.get([...shapes.keys()].find((key) => key.endsWith('query.weight')) as string)?.[0] as number;
    const packed = new Map(
      Array.from(packedValues(config, weights), ([key, data]) => [
        key,
        tf.tensor(data, shapes.get(key) ?? (key.endsWith('weight') ? [3 * D, D] : [3 * D])),
      ]),
    );
    const texts = padded(expected.texts);
    const found = firstStates(textStates(config, packed, tablesOf(config), texts), texts);
    expect(largestDifference(found, expected.first)).toBeLessThan(1e-4);
  });
});

test('pooled layers are what a body that ends with each of them has, side by side', () => {
  const config = { ...createConfig('bert', 'nano', 16), vocab_size: 40 };
  expect(config.num_hidden_layers).toBeGreaterThan(1);
  const weights = initialWeights(config, 3);
  const parameters = toParameters(weights);
  const texts = padded([
    [2, 7, 9, 3],
    [2, 11, 12, 13, 14, 3],
  ]);
  const last = config.num_hidden_layers;
  for (const pooling of [{ from: 'mean', normalize: true } as const, { from: 'first', normalize: false } as const]) {
    const layers = [0, 1, last];
    const found = pooledVectors(config, { ...pooling, layers }, parameters, tablesOf(config), texts);
    expect(found.shape).toEqual([2, pooledSize(config, { ...pooling, layers })]);
    const each = layers.map((num_hidden_layers) =>
      pooledVectors({ ...config, num_hidden_layers }, pooling, parameters, tablesOf(config), texts),
    );
    expect(found.arraySync()).toEqual(tf.concat(each, 1).arraySync());
  }
  const beyond = { from: 'mean', normalize: true, layers: [last + 1] } as const;
  expect(() => pooledVectors(config, { ...beyond, layers: [last + 1] }, parameters, tablesOf(config), texts)).toThrow(
    `no layer ${last + 1}`,
  );
});

test('the positions that come before the first are not for texts', () => {
  expect(contextOf(createConfig('xlm-roberta', 'nano', 64))).toBe(64);
  expect(createConfig('xlm-roberta', 'nano', 64).max_position_embeddings).toBe(66);
});

describe('a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kindling-encoder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const config = createConfig('bert', 'nano', 16);
  const weights = initialWeights({ ...config, vocab_size: 40 }, 3);
  const write = (change: object, nameOf = (name: string) => name) => {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, vocab_size: 40, ...change }));
    const named = new Map(Array.from(weights, ([name, weight]) => [nameOf(name), weight]));
    writeFileSync(join(folder, 'model.safetensors'), Buffer.concat(encodeSafetensors(named)));
  };

  test('is read under the names of early versions, and whatever stands on its body', async () => {
    write({ architectures: ['BertForPreTraining'] }, (name) =>
      name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
    );
    const found = await openWeights(folder);
    expect(found.config.architectures).toEqual(['BertModel']);
    for (const [name, { data }] of weights) expect(await found.read(name)).toEqual(data);
  });

  test.each([
    [{ architectures: ['LlamaForCausalLM'] }, 'architectures.0', 'LlamaForCausalLM'],
    [{ hidden_act: 'swish' }, 'hidden_act', 'swish'],
    [{ position_embedding_type: 'relative_key' }, 'position_embedding_type', 'relative_key'],
    [{ is_decoder: true }, 'is_decoder', 'true'],
  ])('with %j says what is not supported', async (change, setting, value) => {
    write(change);
    await expect(openWeights(folder)).rejects.toMatchObject({
      code: 'model_setting_unsupported',
      details: { setting, value },
    });
  });

  test('with heads that do not divide its width is refused', async () => {
    write({ num_attention_heads: 5 });
    await expect(openWeights(folder)).rejects.toMatchObject({ code: 'model_invalid' });
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')).num_attention_heads).toBe(5);
  });
});
