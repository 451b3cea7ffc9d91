import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { attention, splitHeads } from '../layers/attention.ts';
import { linear } from '../layers/linear.ts';
import { rmsNorm, rotate, swiglu } from '../layers/operations.ts';
import { rowsFrom } from '../layers/positions.ts';
import { mapTables, type RotaryTables, rotaryTables } from '../layers/rotary.ts';
import type { Architecture, BodyInput, Positions, Remember, Tables } from './architecture.ts';
import { type Parameters, parameter } from './parameters.ts';

/*
 * A Llama-style decoder (Touvron et al. 2023), so that the weights are a plain `LlamaForCausalLM`: RMSNorm before each block, rotary
 * positions, grouped-query attention, SwiGLU, no biases.
 * Shapes: B batch, T time, S time with the remembered past, C channels of a head, H heads, K key-value heads, D model width, F
 * feed-forward width, V vocabulary.
 */

const EMBEDDING = 'model.embed_tokens.weight';
const layerName = (layer: number): string => `model.layers.${layer}`;

function shapes(config: LlamaConfig): Map<string, number[]> {
  const { hidden_size: D, intermediate_size: F, vocab_size: V, head_dim: C } = config;
  const [queries, keys] = [config.num_attention_heads * C, config.num_key_value_heads * C];
  const found = new Map<string, number[]>([[EMBEDDING, [V, D]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const name = layerName(layer);
    found.set(`${name}.input_layernorm.weight`, [D]);
    found.set(`${name}.self_attn.q_proj.weight`, [queries, D]);
    found.set(`${name}.self_attn.k_proj.weight`, [keys, D]);
    found.set(`${name}.self_attn.v_proj.weight`, [keys, D]);
    found.set(`${name}.self_attn.o_proj.weight`, [D, queries]);
    found.set(`${name}.post_attention_layernorm.weight`, [D]);
    found.set(`${name}.mlp.gate_proj.weight`, [F, D]);
    found.set(`${name}.mlp.up_proj.weight`, [F, D]);
    found.set(`${name}.mlp.down_proj.weight`, [D, F]);
  }
  found.set('model.norm.weight', [D]);
  if (!config.tie_word_embeddings) found.set('lm_head.weight', [V, D]);
  return found;
}

/** What is packed in each layer: the name of the whole and of its parts, whose rows follow one another. */
const PACKED = {
  'self_attn.qkv_proj': ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'],
  'mlp.gate_up_proj': ['mlp.gate_proj', 'mlp.up_proj'],
} as const;
type PackedName = keyof typeof PACKED;

function packs(config: LlamaConfig): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const weightName = (name: string) => `${layerName(layer)}.${name}.weight`;
    for (const [whole, parts] of Object.entries(PACKED)) found.set(weightName(whole), parts.map(weightName));
  }
  return found;
}

function forward(
  config: LlamaConfig,
  parameters: Parameters,
  tables: Tables,
  { ids, positions, mask }: BodyInput,
  remember: Remember,
): tf.Tensor {
  const [B, T] = ids.shape;
  const { num_attention_heads: H, num_key_value_heads: K, head_dim: C, intermediate_size: F } = config;
  const angles = anglesAt(tables, positions, [B, T], C);
  let x = tf.gather(parameter(parameters, EMBEDDING), tf.reshape(ids, [B * T])); // B·T D
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const weight = (name: string) => parameter(parameters, `${layerName(layer)}.${name}.weight`);
    const project = projector(parameters, layer);
    const normal = rmsNorm(x, weight('input_layernorm'), config.rms_norm_eps);
    const [q, k, v] = project('self_attn.qkv_proj', normal, [H * C, K * C, K * C]); // B·T count·C
    const query = rotate(splitHeads(q as tf.Tensor, [B, T], H), angles.query.cos, angles.query.sin);
    const newKey = rotate(splitHeads(k as tf.Tensor, [B, T], K), angles.key.cos, angles.key.sin);
    const key = remember(`${layer}.key`, newKey); // B K S C
    const value = remember(`${layer}.value`, splitHeads(v as tf.Tensor, [B, T], K));
    x = tf.add(x, linear(attention(query, key, value, mask), weight('self_attn.o_proj')));
    const h = rmsNorm(x, weight('post_attention_layernorm'), config.rms_norm_eps);
    const [gate, up] = project('mlp.gate_up_proj', h, [F, F]);
    x = tf.add(x, linear(swiglu(gate as tf.Tensor, up as tf.Tensor), weight('mlp.down_proj')));
  }
  return rmsNorm(x, parameter(parameters, 'model.norm.weight'), config.rms_norm_eps);
}

/** Products of an input with matrices that a model may keep packed: [N, in] → [N, size] each. */
type Projector = (name: PackedName, x: tf.Tensor, sizes: number[]) => tf.Tensor[];

function projector(parameters: Parameters, layer: number): Projector {
  const weight = (name: string) => parameter(parameters, `${layerName(layer)}.${name}.weight`);
  return (name, x, sizes) =>
    parameters.has(`${layerName(layer)}.${name}.weight`)
      ? tf.split(linear(x, weight(name)), sizes, 1)
      : PACKED[name].map((part) => linear(x, weight(part)));
}

function tables(config: LlamaConfig): Tables {
  const { query, key } = rotaryTables(config.max_position_embeddings, config.head_dim, config.rope_theta);
  return new Map([
    ['query.cos', query.cos],
    ['query.sin', query.sin],
    ['key.cos', key.cos],
    ['key.sin', key.sin],
  ]);
}

/** Rotary tables of the tokens: [T, C], or [B, 1, T, C]. */
function anglesAt(all: Tables, positions: Positions, [B, T]: readonly [number, number], C: number): RotaryTables {
  const table = (name: string) => parameter(all, name);
  return mapTables(
    {
      query: { cos: table('query.cos'), sin: table('query.sin') },
      key: { cos: table('key.cos'), sin: table('key.sin') },
    },
    (one) =>
      'from' in positions ? rowsFrom(one, positions.from, T) : tf.reshape(tf.gather(one, positions.at), [B, 1, T, C]),
  );
}

/** Positions are turned by plain angles here; a model that was trained with others would write nonsense. */
const PlainRope = z.looseObject({ rope_type: z.literal('default').optional(), type: z.literal('default').optional() });

/** Since transformers 5, `rope_theta` lies in `rope_parameters`. */
const ForeignConfig = z
  .looseObject({
    rope_parameters: PlainRope.extend({ rope_theta: z.number().positive().optional() }).nullish(),
    rope_scaling: PlainRope.nullish(),
  })
  .transform(({ rope_parameters, ...config }) => ({
    ...config,
    rope_theta: config.rope_theta ?? rope_parameters?.rope_theta,
  }))
  .pipe(LlamaConfig.superRefine(checkHeads));

function checkHeads(config: LlamaConfig, context: z.RefinementCtx): void {
  const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  if (config.head_dim % 2 !== 0) refuse('head_dim', `${config.head_dim} is odd`);
  const { num_attention_heads: heads, num_key_value_heads: shared } = config;
  if (heads % shared !== 0) refuse('num_key_value_heads', `${shared} does not divide the ${heads} attention heads`);
}

export const llama: Architecture<LlamaConfig> = {
  shapes,
  /** Those that write into the residual stream are scaled by 1/√(2L), so that its variance does not grow with depth (GPT-2, section 2.3). */
  initial(config, name) {
    if (name.endsWith('norm.weight')) return { constant: 1 };
    const writesResidual = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight');
    const scale = writesResidual ? 1 / Math.sqrt(2 * config.num_hidden_layers) : 1;
    return { deviation: config.initializer_range * scale };
  },
  output: ({ tie_word_embeddings }) => (tie_word_embeddings ? EMBEDDING : 'lm_head.weight'),
  packs,
  tables,
  memory({ num_hidden_layers, num_key_value_heads: K, head_dim: C, max_position_embeddings: S }, B) {
    const found = new Map<string, number[]>();
    for (let layer = 0; layer < num_hidden_layers; layer++) {
      for (const part of ['key', 'value']) found.set(`${layer}.${part}`, [B, K, S, C]);
    }
    return found;
  },
  forward,
  huggingface: {
    config: ForeignConfig,
    baseModelPrefix: 'model',
    shortened: (config, positions) => ({
      ...config,
      max_position_embeddings: Math.min(config.max_position_embeddings, positions),
    }),
  },
};
