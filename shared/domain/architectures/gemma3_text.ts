import { z } from 'zod';
import type { ArchitectureDefinition } from './architecture.ts';
import {
  countDecoderParameters,
  decoderPreset,
  decoderSizes,
  decoderTokens,
  FRESH_INITIALIZER_RANGE,
  FRESH_TOKENS,
  freshSizes,
  LayerTypes,
  RopeScaling,
} from './decoderConfig.ts';

/**
 * Configuration of a Gemma 3 in the words of Hugging Face's `Gemma3TextConfig`: most layers see a window of tokens only, and have angles of
 * their own.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/gemma3/configuration_gemma3.py
 */
export const Gemma3TextConfig = z.object({
  architectures: z.tuple([z.literal('Gemma3ForCausalLM')]),
  model_type: z.literal('gemma3_text'),
  ...decoderSizes,
  /** Of the layers with a window; `rope_theta` and `rope_scaling` are those of the others. */
  rope_local_base_freq: z.number().positive(),
  hidden_activation: z.literal('gelu_pytorch_tanh'),
  /** Scores are divided by its root. */
  query_pre_attn_scalar: z.number().positive(),
  initializer_range: z.number().positive(),
  tie_word_embeddings: z.boolean(),
  attention_bias: z.literal(false),
  attn_logit_softcapping: z.literal(null),
  final_logit_softcapping: z.literal(null),
  use_bidirectional_attention: z.literal(false),
  sliding_window: z.number().int().positive(),
  layer_types: LayerTypes,
  ...decoderTokens,
  rope_scaling: RopeScaling.optional(),
});
export type Gemma3TextConfig = z.infer<typeof Gemma3TextConfig>;

/** Every sixth layer sees everything. */
export const gemmaLayerTypes = (layers: number, pattern = 6): Gemma3TextConfig['layer_types'] =>
  Array.from({ length: layers }, (_, layer) => ((layer + 1) % pattern === 0 ? 'full_attention' : 'sliding_attention'));

export const gemma3_text: ArchitectureDefinition<Gemma3TextConfig> = {
  name: 'Gemma 3',
  body: 'decoder',
  fromNothing: false,
  config: Gemma3TextConfig,
  create(size, contextLength) {
    const sizes = freshSizes(decoderPreset(size), contextLength);
    return {
      architectures: ['Gemma3ForCausalLM'],
      model_type: 'gemma3_text',
      ...sizes,
      rope_local_base_freq: 10000,
      hidden_activation: 'gelu_pytorch_tanh',
      query_pre_attn_scalar: sizes.head_dim,
      initializer_range: FRESH_INITIALIZER_RANGE,
      tie_word_embeddings: true,
      attention_bias: false,
      attn_logit_softcapping: null,
      final_logit_softcapping: null,
      use_bidirectional_attention: false,
      sliding_window: 512,
      layer_types: gemmaLayerTypes(sizes.num_hidden_layers, 2),
      ...FRESH_TOKENS,
    };
  },
  /** Four norms a layer, and one each of queries and keys. */
  countParameters: (config) =>
    countDecoderParameters(config) + config.num_hidden_layers * (2 * config.hidden_size + 2 * config.head_dim),
  dimensions: (config) => config,
  attributeMap: {},
  alsoLoadedBy: ['llama.cpp'],
};
