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
  RopeScaling,
  SlidingWindow,
} from './decoderConfig.ts';

/**
 * A Llama whose layers may see the last tokens only, in the words of Hugging Face's `MistralConfig`.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/mistral/configuration_mistral.py
 */
export const MistralConfig = z.object({
  architectures: z.tuple([z.literal('MistralForCausalLM')]),
  model_type: z.literal('mistral'),
  ...decoderSizes,
  hidden_act: z.literal('silu'),
  initializer_range: z.number().positive(),
  tie_word_embeddings: z.boolean(),
  sliding_window: SlidingWindow,
  ...decoderTokens,
  rope_scaling: RopeScaling.optional(),
});
export type MistralConfig = z.infer<typeof MistralConfig>;

export const mistral: ArchitectureDefinition<MistralConfig> = {
  name: 'Mistral',
  fromNothing: false,
  config: MistralConfig,
  create: (size, contextLength) => ({
    architectures: ['MistralForCausalLM'],
    model_type: 'mistral',
    ...freshSizes(decoderPreset(size), contextLength),
    hidden_act: 'silu',
    initializer_range: FRESH_INITIALIZER_RANGE,
    tie_word_embeddings: true,
    sliding_window: null,
    ...FRESH_TOKENS,
  }),
  countParameters: countDecoderParameters,
  dimensions: (config) => config,
  attributeMap: {},
  alsoLoadedBy: ['llama.cpp'],
};
