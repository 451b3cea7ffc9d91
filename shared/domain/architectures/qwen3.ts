import { z } from 'zod';
import type { ArchitectureDefinition } from './architecture.ts';
import {
  countDecoderParameters,
  decoderPreset,
  decoderTokens,
  FRESH_TOKENS,
  freshSilu,
  LayerTypes,
  queryKeyValueWidth,
  RopeScaling,
  SlidingWindow,
  siluDecoder,
} from './decoderConfig.ts';

/**
 * A Llama that norms the queries and the keys of each head, in the words of Hugging Face's `Qwen3Config`.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/qwen3/configuration_qwen3.py
 */
export const Qwen3Config = z.object({
  architectures: z.tuple([z.literal('Qwen3ForCausalLM')]),
  model_type: z.literal('qwen3'),
  ...siluDecoder,
  /** Of queries, keys, values and what comes out. */
  attention_bias: z.boolean(),
  use_sliding_window: z.boolean(),
  sliding_window: SlidingWindow,
  layer_types: LayerTypes,
  ...decoderTokens,
  rope_scaling: RopeScaling.optional(),
});
export type Qwen3Config = z.infer<typeof Qwen3Config>;

export const qwen3: ArchitectureDefinition<Qwen3Config> = {
  name: 'Qwen 3',
  body: 'decoder',
  fromNothing: false,
  config: Qwen3Config,
  create(size, contextLength) {
    const sizes = freshSilu(decoderPreset(size), contextLength);
    return {
      architectures: ['Qwen3ForCausalLM'],
      model_type: 'qwen3',
      ...sizes,
      attention_bias: false,
      use_sliding_window: false,
      sliding_window: null,
      layer_types: new Array(sizes.num_hidden_layers).fill('full_attention'),
      ...FRESH_TOKENS,
    };
  },
  countParameters(config) {
    const biases = config.attention_bias ? queryKeyValueWidth(config) + config.hidden_size : 0;
    return countDecoderParameters(config) + config.num_hidden_layers * (biases + 2 * config.head_dim);
  },
  dimensions: (config) => config,
  attributeMap: {},
  alsoLoadedBy: ['llama.cpp'],
};
