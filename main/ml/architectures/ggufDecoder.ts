import type { DecoderConfig } from '../../../shared/domain/architectures/decoderConfig.ts';
import { rotaryFrequencies, type Stretch, stretched } from '../layers/rotary.ts';
import type { Gguf, GgufFacts, GgufField, GgufWriting } from './architecture.ts';

/*
 * How llama.cpp's files call what decoders have, and what they have differently.
 * Source: https://github.com/ggml-org/llama.cpp/blob/master/gguf-py/gguf/constants.py and convert_hf_to_gguf.py
 */

const PARTS: Readonly<Record<string, string>> = {
  input_layernorm: 'attn_norm',
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'self_attn.q_norm': 'attn_q_norm',
  'self_attn.k_norm': 'attn_k_norm',
  post_attention_layernorm: 'ffn_norm',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};
const OUTSIDE: Readonly<Record<string, string>> = {
  'model.embed_tokens': 'token_embd',
  'model.norm': 'output_norm',
  lm_head: 'output',
};

/** @param parts names of a layer's parts that the architecture has differently */
export const ggufName =
  (parts: Readonly<Record<string, string>> = {}) =>
  (name: string): string => {
    const [, module = '', kind = ''] = /^(.*)\.(weight|bias)$/.exec(name) ?? [];
    const [, layer, part = ''] = /^model\.layers\.(\d+)\.(.*)$/.exec(module) ?? [];
    return layer === undefined
      ? `${OUTSIDE[module] ?? module}.${kind}`
      : `blk.${layer}.${parts[part] ?? PARTS[part] ?? part}.${kind}`;
  };

/** Numbers of 32 bits as they were meant: 1e-5 and not 9.999999747378752e-6. */
export const asWritten = (value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(7)) : value;

/** What all decoders' files say, in Hugging Face's words. */
export function ggufDecoderConfig({ value, has, vocabSize }: GgufFacts): Record<string, unknown> {
  const heads = value('attention.head_count');
  const width = value('embedding_length');
  const scaling = value('rope.scaling.type');
  const isScaled = scaling !== undefined && scaling !== 'none';
  return {
    vocab_size: vocabSize,
    hidden_size: width,
    intermediate_size: value('feed_forward_length'),
    num_hidden_layers: value('block_count'),
    num_attention_heads: heads,
    num_key_value_heads: value('attention.head_count_kv') ?? heads,
    head_dim: value('attention.key_length') ?? Number(width) / Number(heads),
    max_position_embeddings: value('context_length'),
    rms_norm_eps: asWritten(value('attention.layer_norm_rms_epsilon')),
    rope_theta: asWritten(value('rope.freq_base')) ?? 10000,
    ...(isScaled ? { rope_scaling: { rope_type: scaling, factor: asWritten(value('rope.scaling.factor')) } } : {}),
    hidden_act: 'silu',
    tie_word_embeddings: !has('output.weight'),
    attention_bias: has('blk.0.attn_output.bias'),
    mlp_bias: has('blk.0.ffn_down.bias'),
  };
}

/** @param className Hugging Face's */
export const ggufDecoder = (architecture: string, className: string): Gguf<DecoderConfig> => ({
  architecture,
  config: (facts) => ({ architectures: [className], ...ggufDecoderConfig(facts) }),
  tensor: ggufName(),
});

/**
 * Rows of queries and keys as Hugging Face has them, the halves of a head one after another: where pairs that are turned together are
 * neighbours, as in a Llama's file.
 *
 * @param data `[heads·C, …]`, row by row
 */
export const halvesOfPairs = (data: Float32Array, heads: number, C: number): Float32Array =>
  rowsFrom(data, heads, C, (channel) => 2 * (channel % (C / 2)) + (channel < C / 2 ? 0 : 1));

/** The same the other way round. */
export const pairsOfHalves = (data: Float32Array, heads: number, C: number): Float32Array =>
  rowsFrom(data, heads, C, (channel) => Math.floor(channel / 2) + (channel % 2 === 0 ? 0 : C / 2));

/** Rows of each head in another order. @param from which of them comes to a place */
function rowsFrom(data: Float32Array, heads: number, C: number, from: (channel: number) => number): Float32Array {
  const width = data.length / (heads * C);
  const found = new Float32Array(data.length);
  for (let head = 0; head < heads; head++) {
    for (let channel = 0; channel < C; channel++) {
      const row = head * C + from(channel);
      found.set(data.subarray(row * width, (row + 1) * width), (head * C + channel) * width);
    }
  }
  return found;
}

/**
 * What `ggufDecoderConfig` reads.
 *
 * @param window tokens that some layers see: llama.cpp has no windows of these architectures, and up to so many tokens there is no difference
 */
export function ggufDecoderFields(config: DecoderConfig, window: number | null): Record<string, GgufField> {
  const { head_dim, rope_scaling: scaling } = config;
  return {
    vocab_size: { uint32: config.vocab_size },
    context_length: { uint32: Math.min(config.max_position_embeddings, window ?? Number.POSITIVE_INFINITY) },
    embedding_length: { uint32: config.hidden_size },
    block_count: { uint32: config.num_hidden_layers },
    feed_forward_length: { uint32: config.intermediate_size },
    'attention.head_count': { uint32: config.num_attention_heads },
    'attention.head_count_kv': { uint32: config.num_key_value_heads },
    'attention.key_length': { uint32: head_dim },
    'attention.value_length': { uint32: head_dim },
    'attention.layer_norm_rms_epsilon': { float32: config.rms_norm_eps },
    'rope.dimension_count': { uint32: head_dim },
    'rope.freq_base': { float32: config.rope_theta },
    ...(scaling?.rope_type === 'linear'
      ? { 'rope.scaling.type': { string: 'linear' }, 'rope.scaling.factor': { float32: scaling.factor } }
      : {}),
  };
}

/** Decoders that are written as they are, but for their names. Other stretched angles than linear ones have no place there. */
export const ggufDecoderWriting = <C extends DecoderConfig>(
  architecture: string,
  window: (config: C) => number | null = () => null,
): GgufWriting<C> => ({
  architecture,
  holds: ({ rope_scaling }) => (rope_scaling?.rope_type ?? 'linear') === 'linear',
  fields: (config) => ggufDecoderFields(config, window(config)),
  tensor: ggufName(),
});

/** The rows of queries and keys in another order, head by head. */
export const turnedRows =
  (turn: typeof halvesOfPairs) =>
  (
    { num_attention_heads, num_key_value_heads, head_dim }: DecoderConfig,
    name: string,
    data: Float32Array,
  ): Float32Array => {
    if (/\.q_proj\./.test(name)) return turn(data, num_attention_heads, head_dim);
    return /\.k_proj\./.test(name) ? turn(data, num_key_value_heads, head_dim) : data;
  };

/** A Llama and those that are read as one: pairs of channels that are turned together are neighbours, and stretched angles are a tensor. */
export const ggufLlamaWriting = <C extends DecoderConfig>(
  window: (config: C) => number | null = () => null,
): GgufWriting<C> => ({
  ...ggufDecoderWriting<C>('llama', window),
  holds: () => true,
  rows: { stored: turnedRows(pairsOfHalves), restored: turnedRows(halvesOfPairs) },
  more({ head_dim, rope_theta, rope_scaling }) {
    if (rope_scaling?.rope_type !== 'llama3') return new Map();
    const plain = rotaryFrequencies(head_dim, rope_theta);
    const slower = stretched(plain, rope_scaling as Stretch);
    return new Map([['rope_freqs.weight', Float32Array.from(plain, (turn, pair) => turn / (slower[pair] as number))]]);
  },
});
