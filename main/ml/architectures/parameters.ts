import * as tf from '@tensorflow/tfjs-core';
import type { LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { Random } from '../random.ts';

/** Weights by their Hugging Face names; linear layers are `[out, in]`, as PyTorch keeps them. */
export type Parameters = ReadonlyMap<string, tf.Tensor>;

/** Weights outside of an engine, in the same names and shapes. */
export type Weights = ReadonlyMap<string, { shape: number[]; data: Float32Array }>;

/** Names and shapes of a model's parameters, in a fixed order. A tied output projection is the embedding and has no entry. */
export function parameterShapes(config: LlamaConfig): Map<string, number[]> {
  const { hidden_size: D, intermediate_size: F, vocab_size: V, head_dim: C } = config;
  const [queries, keys] = [config.num_attention_heads * C, config.num_key_value_heads * C];
  const shapes = new Map<string, number[]>([['model.embed_tokens.weight', [V, D]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const name = layerName(layer);
    shapes.set(`${name}.input_layernorm.weight`, [D]);
    shapes.set(`${name}.self_attn.q_proj.weight`, [queries, D]);
    shapes.set(`${name}.self_attn.k_proj.weight`, [keys, D]);
    shapes.set(`${name}.self_attn.v_proj.weight`, [keys, D]);
    shapes.set(`${name}.self_attn.o_proj.weight`, [D, queries]);
    shapes.set(`${name}.post_attention_layernorm.weight`, [D]);
    shapes.set(`${name}.mlp.gate_proj.weight`, [F, D]);
    shapes.set(`${name}.mlp.up_proj.weight`, [F, D]);
    shapes.set(`${name}.mlp.down_proj.weight`, [D, F]);
  }
  shapes.set('model.norm.weight', [D]);
  if (!config.tie_word_embeddings) shapes.set('lm_head.weight', [V, D]);
  return shapes;
}

export const layerName = (layer: number): string => `model.layers.${layer}`;

/**
 * Fresh weights: norms 1, matrices N(0, initializer_range); those that write into the residual stream are scaled by
 * 1/√(2L), so that its variance does not grow with depth (GPT-2, section 2.3).
 */
export function initialWeights(config: LlamaConfig, seed: number): Weights {
  const random = new Random(seed);
  const residualScale = 1 / Math.sqrt(2 * config.num_hidden_layers);
  const weights = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [name, shape] of parameterShapes(config)) {
    const data = new Float32Array(tf.util.sizeFromShape(shape));
    const writesResidual = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight');
    const deviation = config.initializer_range * (writesResidual ? residualScale : 1);
    if (shape.length === 1) data.fill(1);
    else for (let index = 0; index < data.length; index++) data[index] = random.normal() * deviation;
    weights.set(name, { shape, data });
  }
  return weights;
}

/** The numbers alone, by name: what a program's state is written with. */
export const valuesOf = (weights: Weights): Map<string, Float32Array> =>
  new Map(Array.from(weights, ([name, { data }]) => [name, data]));

/** Copies weights into the engine. The caller disposes of the tensors. */
export function toParameters(weights: Weights): Parameters {
  return new Map(Array.from(weights, ([name, { shape, data }]) => [name, tf.tensor(data, shape, 'float32')]));
}

export function parameter(parameters: Parameters, name: string): tf.Tensor {
  const found = parameters.get(name);
  if (!found) throw new Error(`the model has no parameter ${name}`);
  return found;
}
