import * as tf from '@tensorflow/tfjs-core';
import { Gemma3TextConfig, gemmaLayerTypes } from '../../../shared/domain/architectures/gemma3_text.ts';
import { attention, splitHeads, windowMask } from '../layers/attention.ts';
import { geluNew } from '../layers/gelu.ts';
import { linear } from '../layers/linear.ts';
import { rmsNorm, rotate } from '../layers/operations.ts';
import { layer as oneLayer } from '../layers/recompute.ts';
import { anglesAt, namedTables, rotaryTables } from '../layers/rotary.ts';
import type { Architecture, BodyInput, Remember, Tables } from './architecture.ts';
import { decoderLinears, frequenciesOf, headNorm, keysAndValues, masksOfWindows } from './decoder.ts';
import { foreignDecoder, ropeOf } from './foreignDecoder.ts';
import { asWritten, ggufDecoderConfig, ggufDecoderFields, ggufName } from './ggufDecoder.ts';
import { type Parameters, parameter } from './parameters.ts';

/*
 * Gemma 3 (2025), so that the weights are a plain `Gemma3ForCausalLM`: embeddings scaled by √D, norms before and after each block whose
 * weights are around 0 (1 + w), norms of each head's queries and keys, GELU as the gate, and layers with a window that have angles of
 * their own beside layers that see everything.
 * Shapes as in `decoder.ts`.
 */

const EMBEDDING = 'model.embed_tokens.weight';
const layerName = (layer: number): string => `model.layers.${layer}`;

function shapes(config: Gemma3TextConfig): Map<string, number[]> {
  const { hidden_size: D, intermediate_size: F, vocab_size: V, head_dim: C } = config;
  const [queries, keys] = [config.num_attention_heads * C, config.num_key_value_heads * C];
  const found = new Map<string, number[]>([[EMBEDDING, [V, D]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const add = (name: string, shape: number[]) => found.set(`${layerName(layer)}.${name}.weight`, shape);
    add('input_layernorm', [D]);
    add('self_attn.q_proj', [queries, D]);
    add('self_attn.k_proj', [keys, D]);
    add('self_attn.v_proj', [keys, D]);
    add('self_attn.o_proj', [D, queries]);
    add('self_attn.q_norm', [C]);
    add('self_attn.k_norm', [C]);
    add('post_attention_layernorm', [D]);
    add('pre_feedforward_layernorm', [D]);
    add('mlp.gate_proj', [F, D]);
    add('mlp.up_proj', [F, D]);
    add('mlp.down_proj', [D, F]);
    add('post_feedforward_layernorm', [D]);
  }
  found.set('model.norm.weight', [D]);
  if (!config.tie_word_embeddings) found.set('lm_head.weight', [V, D]);
  return found;
}

const isLocal = ({ layer_types }: Gemma3TextConfig, layer: number): boolean =>
  layer_types[layer] === 'sliding_attention';

const LOCAL = 'local.';

function tables(config: Gemma3TextConfig): Tables {
  const { max_position_embeddings: S, rope_theta, rope_local_base_freq, rope_scaling } = config;
  const scale = 1 / Math.sqrt(config.query_pre_attn_scalar);
  return new Map([
    ...namedTables(rotaryTables(S, frequenciesOf(config, rope_theta, rope_scaling), scale)),
    ...namedTables(rotaryTables(S, frequenciesOf(config, rope_local_base_freq, undefined), scale), LOCAL),
  ]);
}

function forward(
  config: Gemma3TextConfig,
  parameters: Parameters,
  tables: Tables,
  { ids, positions, mask }: BodyInput,
  remember: Remember,
): tf.Tensor {
  const [B, T] = ids.shape;
  const { num_attention_heads: H, num_key_value_heads: K, hidden_size: D, rms_norm_eps } = config;
  const angles = (prefix: string) => {
    const { query, key } = anglesAt((name) => parameter(tables, name), positions, [B, T], prefix);
    return { queryCos: query.cos, querySin: query.sin, keyCos: key.cos, keySin: key.sin };
  };
  const S = 'from' in positions ? positions.from + T : config.max_position_embeddings;
  const seenBy = masksOfWindows(mask, (width) => windowMask(positions, [B, T], S, width));
  const global = { ...angles(''), mask };
  const local = { ...angles(LOCAL), mask: seenBy(config.sliding_window) };
  const computeLayer = (layer: number, x: tf.Tensor, shared: typeof global) => {
    const weight = (name: string) => parameter(parameters, `${layerName(layer)}.${name}.weight`);
    const norm = (y: tf.Tensor, name: string) => rmsNorm(y, tf.add(weight(name), 1), rms_norm_eps);
    const heads = (y: tf.Tensor, name: string, count: number) =>
      splitHeads(headNorm(y, tf.add(weight(name), 1), rms_norm_eps), [B, T], count);
    const normal = norm(x, 'input_layernorm');
    const q = heads(linear(normal, weight('self_attn.q_proj')), 'self_attn.q_norm', H);
    const k = heads(linear(normal, weight('self_attn.k_proj')), 'self_attn.k_norm', K);
    const v = splitHeads(linear(normal, weight('self_attn.v_proj')), [B, T], K);
    const query = rotate(q, shared.queryCos, shared.querySin);
    const key = remember(`${layer}.key`, rotate(k, shared.keyCos, shared.keySin)); // B K S C
    const value = remember(`${layer}.value`, v);
    const attended = linear(attention(query, key, value, shared.mask), weight('self_attn.o_proj'));
    const mixed = tf.add(x, norm(attended, 'post_attention_layernorm'));
    const h = norm(mixed, 'pre_feedforward_layernorm');
    const gate = geluNew(linear(h, weight('mlp.gate_proj')));
    const inner = linear(tf.mul(gate, linear(h, weight('mlp.up_proj'))), weight('mlp.down_proj'));
    return tf.add(mixed, norm(inner, 'post_feedforward_layernorm'));
  };
  let x = tf.mul(tf.gather(parameter(parameters, EMBEDDING), tf.reshape(ids, [B * T])), Math.sqrt(D)); // B·T D
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const given = isLocal(config, layer) ? local : global;
    x = oneLayer(layerName(layer), x, given, (input, shared) => computeLayer(layer, input, shared));
  }
  return rmsNorm(x, tf.add(parameter(parameters, 'model.norm.weight'), 1), rms_norm_eps);
}

/** What `Gemma3TextConfig` gives where nothing is said. */
const CLASS = {
  head_dim: 256,
  hidden_activation: 'gelu_pytorch_tanh',
  query_pre_attn_scalar: 256,
  tie_word_embeddings: true,
  attn_logit_softcapping: null,
  final_logit_softcapping: null,
  use_bidirectional_attention: false,
  sliding_window: 4096,
} as const;

/** Which layers have a window, and angles: since transformers 5, `rope_parameters` has an entry for each kind of layer. */
function derived(written: Record<string, unknown>): Record<string, unknown> {
  const byLayer = (written.rope_parameters ?? {}) as Record<string, Record<string, unknown> | undefined>;
  const pattern = Number(written.sliding_window_pattern ?? written._sliding_window_pattern ?? 6);
  const layers = Math.min(Number(written.num_hidden_layers) || 0, 4096);
  return {
    layer_types: written.layer_types ?? gemmaLayerTypes(layers, pattern),
    rope_local_base_freq: byLayer.sliding_attention?.rope_theta ?? written.rope_local_base_freq ?? 10000,
    ...ropeOf({ ...written, rope_theta: written.rope_theta ?? 1_000_000 }, byLayer.full_attention ?? {}),
  };
}

const GGUF_NAME = ggufName({
  post_attention_layernorm: 'post_attention_norm',
  pre_feedforward_layernorm: 'ffn_norm',
  post_feedforward_layernorm: 'post_ffw_norm',
});

const USUAL_PATTERN = 6;

/** Every how many layers one sees everything, the usual number where several would do; `null` where they do not come in that way. */
function ggufPattern({ layer_types }: Gemma3TextConfig): number | null {
  const isIt = (pattern: number) => gemmaLayerTypes(layer_types.length, pattern).join() === layer_types.join();
  if (isIt(USUAL_PATTERN)) return USUAL_PATTERN;
  const first = layer_types.indexOf('full_attention') + 1;
  return first > 0 && isIt(first) ? first : null;
}

/** What llama.cpp divides scores by the root of: the largest of them is the only one that has something else than the width of a head. */
const ggufScalar = ({ hidden_size, num_attention_heads, num_hidden_layers, head_dim }: Gemma3TextConfig): number =>
  num_hidden_layers === 62 ? hidden_size / num_attention_heads : head_dim;

export const gemma3_text: Architecture<Gemma3TextConfig> = {
  shapes,
  /** As in a Llama, but the norms' weights are around 0. */
  initial(config, name) {
    if (name.endsWith('norm.weight')) return { constant: 0 };
    const writesResidual = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight');
    const scale = writesResidual ? 1 / Math.sqrt(2 * config.num_hidden_layers) : 1;
    return { deviation: config.initializer_range * scale };
  },
  output: ({ tie_word_embeddings }) => (tie_word_embeddings ? EMBEDDING : 'lm_head.weight'),
  linears: (config) => decoderLinears(shapes(config)),
  linearInputs: 'columns',
  packs: () => new Map(),
  tables,
  memory: keysAndValues,
  forward,
  huggingface: foreignDecoder(Gemma3TextConfig, { absent: () => CLASS, derived }),
  gguf: {
    architecture: 'gemma3',
    config(facts) {
      const config = ggufDecoderConfig(facts);
      const { hidden_size, num_attention_heads, num_hidden_layers, head_dim } = config;
      // The largest of them is the only one that says something else than the width of a head.
      const isLargest = num_hidden_layers === 62;
      return {
        ...config,
        architectures: ['Gemma3ForCausalLM'],
        rope_local_base_freq: asWritten(facts.value('rope.freq_base_swa')) ?? 10000,
        query_pre_attn_scalar: isLargest ? Number(hidden_size) / Number(num_attention_heads) : head_dim,
        sliding_window: facts.value('attention.sliding_window'),
        sliding_window_pattern: facts.value('attention.sliding_window_pattern'),
      };
    },
    tensor: GGUF_NAME,
    // There, norms multiply with their weights.
    restored: (_, name, data) => (name.endsWith('norm.weight') ? data.map((weight) => weight - 1) : data),
  },
  ggufWriting: {
    architecture: 'gemma3',
    holds: (config) =>
      (config.rope_scaling?.rope_type ?? 'linear') === 'linear' &&
      config.query_pre_attn_scalar === ggufScalar(config) &&
      ggufPattern(config) !== null,
    fields: (config) => ({
      ...ggufDecoderFields(config, null),
      'rope.freq_base_swa': { float32: config.rope_local_base_freq },
      'attention.sliding_window': { uint32: config.sliding_window },
      'attention.sliding_window_pattern': { uint32: ggufPattern(config) ?? USUAL_PATTERN },
    }),
    tensor: GGUF_NAME,
    stored: (_, name, data) => (name.endsWith('norm.weight') ? data.map((weight) => weight + 1) : data),
  },
};
