import { z } from 'zod';
import type { ArchitectureDefinition } from './architecture.ts';
import {
  countDecoderParameters,
  decoderPreset,
  decoderTokens,
  FRESH_TOKENS,
  freshSilu,
  RopeScaling,
  SlidingWindow,
  siluDecoder,
} from './decoderConfig.ts';

/**
 * A Llama whose layers may see the last tokens only, in the words of Hugging Face's `MistralConfig`.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/mistral/configuration_mistral.py
 */
export const MistralConfig = z.object({
  architectures: z.tuple([z.literal('MistralForCausalLM')]),
  model_type: z.literal('mistral'),
  ...siluDecoder,
  sliding_window: SlidingWindow,
  ...decoderTokens,
  rope_scaling: RopeScaling.optional(),
});
export type MistralConfig = z.infer<typeof MistralConfig>;

export const mistral: ArchitectureDefinition<MistralConfig> = {
  name: 'Mistral',
  body: 'decoder',
  fromNothing: false,
  config: MistralConfig,
  create: (size, contextLength) => ({
    architectures: ['MistralForCausalLM'],
    model_type: 'mistral',
    ...freshSilu(decoderPreset(size), contextLength),
    sliding_window: null,
    ...FRESH_TOKENS,
  }),
  countParameters: countDecoderParameters,
  dimensions: (config) => config,
  attributeMap: {},
  alsoLoadedBy: ['llama.cpp'],
};
