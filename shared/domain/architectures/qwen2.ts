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
 * A Llama with biases of queries, keys and values, of which some layers may see the last tokens only, in the words of Hugging Face's
 * `Qwen2Config`. Qwen 2.5 is one, too.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/qwen2/configuration_qwen2.py
 */
export const Qwen2Config = z.object({
  architectures: z.tuple([z.literal('Qwen2ForCausalLM')]),
  model_type: z.literal('qwen2'),
  ...siluDecoder,
  use_sliding_window: z.boolean(),
  sliding_window: SlidingWindow,
  layer_types: LayerTypes,
  ...decoderTokens,
  rope_scaling: RopeScaling.optional(),
});
export type Qwen2Config = z.infer<typeof Qwen2Config>;

export const qwen2: ArchitectureDefinition<Qwen2Config> = {
  name: 'Qwen 2',
  body: 'decoder',
  fromNothing: false,
  config: Qwen2Config,
  create(size, contextLength) {
    const sizes = freshSilu(decoderPreset(size), contextLength);
    return {
      architectures: ['Qwen2ForCausalLM'],
      model_type: 'qwen2',
      ...sizes,
      use_sliding_window: false,
      sliding_window: null,
      layer_types: new Array(sizes.num_hidden_layers).fill('full_attention'),
      ...FRESH_TOKENS,
    };
  },
  countParameters: (config) => countDecoderParameters(config) + config.num_hidden_layers * queryKeyValueWidth(config),
  dimensions: (config) => config,
  attributeMap: {},
  alsoLoadedBy: ['llama.cpp'],
};
