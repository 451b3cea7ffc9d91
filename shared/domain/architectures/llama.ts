import { z } from 'zod';
import type { ArchitectureDefinition } from './architecture.ts';
import {
  countDecoderParameters,
  type DecoderPreset,
  decoderPreset,
  decoderTokens,
  FRESH_TOKENS,
  freshSilu,
  queryKeyValueWidth,
  RopeScaling,
  siluDecoder,
} from './decoderConfig.ts';

/**
 * Configuration of a Llama-style decoder in the words of Hugging Face's `LlamaConfig`, so that `config.json` is this
 * object and nothing has to be mapped.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/llama/configuration_llama.py
 */
export const LlamaConfig = z.object({
  architectures: z.tuple([z.literal('LlamaForCausalLM')]),
  model_type: z.literal('llama'),
  ...siluDecoder,
  /** Of queries, keys, values and what comes out. */
  attention_bias: z.boolean(),
  mlp_bias: z.boolean(),
  ...decoderTokens,
  rope_scaling: RopeScaling.optional(),
});
export type LlamaConfig = z.infer<typeof LlamaConfig>;

export { DECODER_SIZES as LLAMA_SIZES } from './decoderConfig.ts';
export type LlamaPreset = DecoderPreset;
export const llamaPreset = decoderPreset;

export function llamaConfig(preset: LlamaPreset, contextLength: number): LlamaConfig {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    ...freshSilu(preset, contextLength),
    attention_bias: false,
    mlp_bias: false,
    ...FRESH_TOKENS,
  };
}

export const llama: ArchitectureDefinition<LlamaConfig> = {
  name: 'Llama',
  body: 'decoder',
  fromNothing: true,
  config: LlamaConfig,
  create: (size, contextLength) => llamaConfig(llamaPreset(size), contextLength),
  countParameters(config) {
    const { hidden_size: D, intermediate_size: F } = config;
    const attention = config.attention_bias ? queryKeyValueWidth(config) + D : 0;
    const mlp = config.mlp_bias ? 2 * F + D : 0;
    return countDecoderParameters(config) + config.num_hidden_layers * (attention + mlp);
  },
  dimensions: (config) => config,
  attributeMap: {},
  alsoLoadedBy: ['llama.cpp'],
};
