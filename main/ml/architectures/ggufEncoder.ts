import { ENCODER_DEFAULTS, type EncoderConfig } from '../../../shared/domain/architectures/encoderConfig.ts';
import type { Gguf, GgufWriting } from './architecture.ts';
import { asWritten } from './ggufDecoder.ts';

/*
 * How llama.cpp's files call what encoders have.
 * Source: https://github.com/ggml-org/llama.cpp/blob/master/gguf-py/gguf/constants.py and conversion/bert.py
 */

const PARTS: Readonly<Record<string, string>> = {
  'attention.self.query': 'attn_q',
  'attention.self.key': 'attn_k',
  'attention.self.value': 'attn_v',
  'attention.output.dense': 'attn_output',
  'attention.output.LayerNorm': 'attn_output_norm',
  'intermediate.dense': 'ffn_up',
  'output.dense': 'ffn_down',
  'output.LayerNorm': 'layer_output_norm',
};
const EMBEDDINGS: Readonly<Record<string, string>> = {
  word_embeddings: 'token_embd',
  position_embeddings: 'position_embd',
  token_type_embeddings: 'token_types',
  LayerNorm: 'token_embd_norm',
};

/** @param name such as `bert.encoder.layer.0.output.dense.weight` */
function ggufName(name: string): string {
  const [, module = '', kind = ''] = /^[^.]+\.(.*)\.(weight|bias)$/.exec(name) ?? [];
  const [, layer, part = ''] = /^encoder\.layer\.(\d+)\.(.*)$/.exec(module) ?? [];
  if (layer !== undefined) return `blk.${layer}.${PARTS[part] ?? part}.${kind}`;
  return `${EMBEDDINGS[module.replace('embeddings.', '')] ?? module}.${kind}`;
}

/**
 * GELU is computed by its approximation there, whatever a model was trained with; a file does not say which.
 *
 * @param className Hugging Face's
 */
export const ggufEncoder = (architecture: string, className: string): Gguf<EncoderConfig> => ({
  architecture,
  config: ({ value, rows, vocabSize }) => ({
    ...ENCODER_DEFAULTS,
    architectures: [className],
    vocab_size: vocabSize,
    hidden_size: value('embedding_length'),
    intermediate_size: value('feed_forward_length'),
    num_hidden_layers: value('block_count'),
    num_attention_heads: value('attention.head_count'),
    max_position_embeddings: value('context_length'),
    type_vocab_size: rows('token_types.weight'),
    layer_norm_eps: asWritten(value('attention.layer_norm_epsilon')),
    hidden_act: value('hidden_activation') === 'gelu_new' ? 'gelu_new' : 'gelu',
  }),
  tensor: ggufName,
});

export const ggufEncoderWriting = (architecture: string): GgufWriting<EncoderConfig> => ({
  architecture,
  fields: (config) => ({
    vocab_size: { uint32: config.vocab_size },
    context_length: { uint32: config.max_position_embeddings },
    embedding_length: { uint32: config.hidden_size },
    block_count: { uint32: config.num_hidden_layers },
    feed_forward_length: { uint32: config.intermediate_size },
    'attention.head_count': { uint32: config.num_attention_heads },
    'attention.layer_norm_epsilon': { float32: config.layer_norm_eps },
    'attention.causal': { bool: false },
    // llama.cpp computes the same either way; whoever reads the file again does not.
    ...(config.hidden_act === 'gelu' ? {} : { hidden_activation: { string: config.hidden_act } }),
  }),
  tensor: ggufName,
});
