import * as tf from '@tensorflow/tfjs-core';
import type { LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { rmsNorm, rotate, swiglu } from '../layers/operations.ts';
import { PACKED, type PackedName } from './packing.ts';
import { layerName, type Parameters, parameter } from './parameters.ts';

/*
 * A Llama-style decoder (Touvron et al. 2023) as pure functions of its parameters, in Hugging Face's names, so that the weights are a
 * plain `LlamaForCausalLM`: RMSNorm before each block, rotary positions, grouped-query attention, SwiGLU, no biases.
 * Shapes: B batch, T time, S time with the cached past, C channels of a head, H heads, K key-value heads, D model width, V vocabulary.
 */

/** cos and sin of positions, to be broadcast over `[B, H, T, C]`. Queries have tables of their own, scaled by 1/√C. */
export interface RotaryTables {
  query: { cos: tf.Tensor; sin: tf.Tensor };
  key: { cos: tf.Tensor; sin: tf.Tensor };
}

/** Keys and values of the positions seen so far, one `[B, K, S, C]` pair a layer. */
export type Cache = readonly { key: tf.Tensor; value: tf.Tensor }[];

/** Where the tokens stand: their rotary tables, and what is added to the scores `[B, H, T, S]` so that none sees what comes later. */
export interface Positions {
  tables: RotaryTables;
  mask: tf.Tensor | null;
}

/** What a layer attends to, given the keys and values `[B, K, T, C]` of the new tokens: `[B, K, S, C]` each. */
export type Remember = (layer: number, key: tf.Tensor, value: tf.Tensor) => { key: tf.Tensor; value: tf.Tensor };

/** Rotary tables for all positions, `[max_position_embeddings, C]`. The caller disposes of them. */
export function rotaryTables(config: LlamaConfig): RotaryTables {
  const { head_dim: C, max_position_embeddings: positions, rope_theta } = config;
  const half = C / 2;
  const cos = new Float32Array(positions * C);
  const sin = new Float32Array(positions * C);
  for (let position = 0; position < positions; position++) {
    for (let channel = 0; channel < half; channel++) {
      const angle = position * rope_theta ** (-channel / half);
      const at = position * C + channel;
      cos[at] = cos[at + half] = Math.cos(angle);
      sin[at + half] = Math.sin(angle);
      sin[at] = -Math.sin(angle);
    }
  }
  const table = (values: Float32Array, scale: number) =>
    tf.tensor2d(
      values.map((value) => value * scale),
      [positions, C],
    );
  const scale = 1 / Math.sqrt(C);
  return {
    query: { cos: table(cos, scale), sin: table(sin, scale) },
    key: { cos: table(cos, 1), sin: table(sin, 1) },
  };
}

export function disposeTables({ query, key }: RotaryTables): void {
  tf.dispose([query.cos, query.sin, key.cos, key.sin]);
}

/**
 * The decoder without its output projection, over whole texts or what follows a cache.
 *
 * @param ids token ids `[B, T]`, int32
 * @param past cache of the positions before `ids`; stays the caller's
 * @returns hidden states `[B·T, D]` after the last norm, and the cache with `ids` in it
 */
export function hiddenStates(
  config: LlamaConfig,
  parameters: Parameters,
  tables: RotaryTables,
  ids: tf.Tensor2D,
  past?: Cache,
): { hidden: tf.Tensor; cache: Cache } {
  const T = ids.shape[1];
  const offset = past?.[0]?.key.shape[2] ?? 0;
  const cache: { key: tf.Tensor; value: tf.Tensor }[] = [];
  const hidden = decoderLayers(
    config,
    parameters,
    { tables: sliceTables(tables, offset, T), mask: T > 1 ? causalMask(T, offset) : null },
    ids,
    (layer, key, value) => {
      const before = past?.[layer];
      const all = before
        ? { key: tf.concat([before.key, key], 2), value: tf.concat([before.value, value], 2) }
        : { key, value };
      cache.push(all);
      return all;
    },
  );
  return { hidden, cache };
}

/** The decoder for tokens at any positions and with any memory: `[B, T]` ids → `[B·T, D]` hidden states after the last norm. */
export function decoderLayers(
  config: LlamaConfig,
  parameters: Parameters,
  positions: Positions,
  ids: tf.Tensor2D,
  remember: Remember,
): tf.Tensor {
  const [B, T] = ids.shape;
  let x = tf.gather(parameter(parameters, 'model.embed_tokens.weight'), tf.reshape(ids, [B * T])); // B·T D
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const weight = (name: string) => parameter(parameters, `${layerName(layer)}.${name}.weight`);
    const project = projector(parameters, layer);
    const normal = rmsNorm(x, weight('input_layernorm'), config.rms_norm_eps);
    const mixed = attention(config, project, normal, [B, T], positions, (key, value) => remember(layer, key, value));
    x = tf.add(x, linear(mixed, weight('self_attn.o_proj')));
    const h = rmsNorm(x, weight('post_attention_layernorm'), config.rms_norm_eps);
    const F = config.intermediate_size;
    const [gate, up] = project('mlp.gate_up_proj', h, [F, F]);
    x = tf.add(x, linear(swiglu(gate as tf.Tensor, up as tf.Tensor), weight('mlp.down_proj')));
  }
  return rmsNorm(x, parameter(parameters, 'model.norm.weight'), config.rms_norm_eps);
}

/** Scores of every token of the vocabulary: `[N, D]` → `[N, V]`. */
export function logits(config: LlamaConfig, parameters: Parameters, hidden: tf.Tensor): tf.Tensor {
  const output = config.tie_word_embeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  return linear(hidden, parameter(parameters, output));
}

/** What the heads took out of the texts, side by side: [B·T, D] → [B·T, H·C]. */
function attention(
  config: LlamaConfig,
  project: Projector,
  x: tf.Tensor,
  [B, T]: [number, number],
  { tables, mask }: Positions,
  remember: (key: tf.Tensor, value: tf.Tensor) => { key: tf.Tensor; value: tf.Tensor },
): tf.Tensor {
  const { num_attention_heads: H, num_key_value_heads: K, head_dim: C } = config;
  const heads = (projected: tf.Tensor | undefined, count: number) =>
    tf.transpose(tf.reshape(projected as tf.Tensor, [B, T, count, C]), [0, 2, 1, 3]); // B count T C
  const [q, k, v] = project('self_attn.qkv_proj', x, [H * C, K * C, K * C]); // B·T count·C
  const query = rotate(heads(q, H), tables.query.cos, tables.query.sin);
  const newKey = rotate(heads(k, K), tables.key.cos, tables.key.sin);
  const { key, value } = remember(newKey, heads(v, K)); // B K S C
  const scores = tf.matMul(query, repeatHeads(key, H / K), false, true); // B H T S
  const shares = tf.softmax(mask ? tf.add(scores, mask) : scores);
  const mixed = tf.matMul(shares, repeatHeads(value, H / K)); // B H T C
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [B * T, H * C]);
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

/** [N, in] × [out, in] → [N, out] */
const linear = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor => tf.matMul(x, weight, false, true);

/** Gives each of the K key-value heads to a group of query heads: [B, K, S, C] → [B, K·times, S, C]. */
function repeatHeads(x: tf.Tensor, times: number): tf.Tensor {
  if (times === 1) return x;
  const [B, K, S, C] = x.shape as [number, number, number, number];
  // Three dimensions: tfjs has no gradient of `tile` for five.
  const repeated = tf.tile(tf.reshape(x, [B * K, 1, S * C]), [1, times, 1]);
  return tf.reshape(repeated, [B, K * times, S, C]);
}

/** The tables of T positions from an offset on: [T, C]. */
function sliceTables({ query, key }: RotaryTables, offset: number, T: number): RotaryTables {
  const slice = (table: tf.Tensor) =>
    offset === 0 && T === table.shape[0] ? table : tf.slice(table, [offset, 0], [T, -1]);
  return {
    query: { cos: slice(query.cos), sin: slice(query.sin) },
    key: { cos: slice(key.cos), sin: slice(key.sin) },
  };
}

/** 0 where position t may look at position s ≤ t, a very negative number elsewhere: [T, offset + T]. */
function causalMask(T: number, offset: number): tf.Tensor2D {
  const S = offset + T;
  const values = new Float32Array(T * S);
  for (let t = 0; t < T; t++) values.fill(-1e9, t * S + offset + t + 1, (t + 1) * S);
  return tf.tensor2d(values, [T, S]);
}
