import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { createConfig } from '../../../shared/domain/architectures/index.ts';
import { llamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { useEngine } from '../../engine/testing.ts';
import { disposeTables, hiddenStates, initialWeights, parameterShapes, tablesOf } from '../architectures/model.ts';
import { toParameters } from '../architectures/parameters.ts';
import { Random } from '../random.ts';
import { adaptedWeights, type LoraOptions, loraA, loraB, loraTuning, mergedWeights, targetNames } from './lora.ts';

beforeAll(() => useEngine('wasm'));

const SIZES = {
  ...{ vocab_size: 32, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 2 },
};
const llama: ModelConfig = llamaConfig(SIZES, 8);
const gpt2: ModelConfig = {
  ...createConfig('gpt2', 'nano', 8),
  vocab_size: 32,
  n_embd: 16,
  n_layer: 2,
  n_head: 2,
} as ModelConfig;
const options: LoraOptions = { rank: 3, alpha: 6, dropout: 0, targetModules: ['all-linear'] };

it('adapts what PEFT would, under its names', () => {
  expect(targetNames(llama)).toEqual(['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']);
  expect(targetNames(gpt2)).toEqual(['c_attn', 'c_proj', 'c_fc']);
  expect(adaptedWeights(llama, ['all-linear'])).toHaveLength(14);
  expect(adaptedWeights(llama, ['q_proj', 'proj'])).toEqual([
    'model.layers.0.self_attn.q_proj.weight',
    'model.layers.1.self_attn.q_proj.weight',
  ]);
  const trained = loraTuning({ ...options, targetModules: ['down_proj'] }).trained(llama, parameterShapes(llama));
  expect([...trained].slice(0, 2)).toEqual([
    ['base_model.model.model.layers.0.mlp.down_proj.lora_A.weight', [3, 24]],
    ['base_model.model.model.layers.0.mlp.down_proj.lora_B.weight', [16, 3]],
  ]);
});

it('trains what a head has besides the model as it is', () => {
  const shapes = new Map([...parameterShapes(llama), ['score.weight', [3, 16]]]);
  const trained = loraTuning({ ...options, targetModules: ['q_proj'] }).trained(llama, shapes);
  expect([...trained.keys()].at(-1)).toBe('score.weight');
  expect(trained.size).toBe(5);
});

it('begins as PEFT does: A uniform within 1/√in, B zero', () => {
  const tuning = loraTuning(options);
  const A = tuning.initial('x.lora_A.weight', [64, 16], new Random(1));
  expect(Math.max(...A)).toBeLessThan(0.25);
  expect(Math.max(...A)).toBeGreaterThan(0.24);
  expect(Math.min(...A)).toBeLessThan(-0.24);
  expect(new Set(tuning.initial('x.lora_B.weight', [16, 64], new Random(1)))).toEqual(new Set([0]));
});

describe.each([
  ['llama', llama],
  ['gpt2', gpt2],
])('%s', (_, config) => {
  it('computes beside its weights what it computes with the merged ones', async () => {
    const weights = initialWeights(config, 1);
    const random = new Random(2);
    const tuning = loraTuning(options);
    const adapter = new Map(
      Array.from(tuning.trained(config, parameterShapes(config)), ([name, shape]) => [
        name,
        { shape, data: Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal() * 0.3) },
      ]),
    );
    const states = (parameters: ReturnType<typeof toParameters>) => {
      const tables = tablesOf(config);
      const ids = tf.tensor2d([1, 5, 9, 30, 2, 7], [2, 3], 'int32');
      const { hidden } = hiddenStates(config, parameters, tables, ids);
      disposeTables(tables);
      return hidden.dataSync();
    };
    const plain = states(toParameters(weights));
    const beside = states(tuning.effective(config, toParameters(new Map([...weights, ...adapter])), null));
    const numbers = new Map(Array.from(adapter, ([name, { data }]) => [name, data]));
    const read = mergedWeights(
      config,
      { read: async (name) => weights.get(name)?.data.slice() ?? new Float32Array() },
      numbers,
      options,
    );
    const merged = new Map<string, { shape: number[]; data: Float32Array }>();
    for (const [name, { shape }] of weights) merged.set(name, { shape, data: await read(name) });
    const together = states(toParameters(merged));
    expect(Math.max(...together.map((value, index) => Math.abs(value - (plain[index] as number))))).toBeGreaterThan(
      0.1,
    );
    for (const [index, value] of beside.entries()) expect(value).toBeCloseTo(together[index] as number, 4);
    expect(adapter.has(loraA(adaptedWeights(config, ['all-linear'])[0] as string))).toBe(true);
    expect(adapter.has(loraB(adaptedWeights(config, ['all-linear'])[0] as string))).toBe(true);
  });
});
