import { z } from 'zod';
import { END_OF_TEXT_ID, PAD_ID } from '../models/specialTokens.ts';
import type { ArchitectureDefinition } from './architecture.ts';
import { SIZE_PRESETS, type SizeName } from './sizes.ts';

/**
 * Configuration of a Llama-style decoder in the words of Hugging Face's `LlamaConfig`, so that `config.json` is this
 * object and nothing has to be mapped.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/llama/configuration_llama.py
 */
export const LlamaConfig = z.object({
  architectures: z.tuple([z.literal('LlamaForCausalLM')]),
  model_type: z.literal('llama'),
  vocab_size: z.number().int().positive(),
  hidden_size: z.number().int().positive(),
  intermediate_size: z.number().int().positive(),
  num_hidden_layers: z.number().int().positive(),
  num_attention_heads: z.number().int().positive(),
  num_key_value_heads: z.number().int().positive(),
  head_dim: z.number().int().positive(),
  max_position_embeddings: z.number().int().positive(),
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive(),
  hidden_act: z.literal('silu'),
  initializer_range: z.number().positive(),
  tie_word_embeddings: z.boolean(),
  attention_bias: z.literal(false),
  mlp_bias: z.literal(false),
  bos_token_id: z.number().int().nonnegative(),
  eos_token_id: z.number().int().nonnegative(),
  pad_token_id: z.number().int().nonnegative(),
  torch_dtype: z.literal('float32'),
});
export type LlamaConfig = z.infer<typeof LlamaConfig>;

type LlamaSize = Pick<LlamaConfig, 'hidden_size' | 'intermediate_size' | 'num_hidden_layers' | 'num_attention_heads'>;

/** `small` has 3.7 M parameters, `base` 12 M and `nano` about 1 M. */
export const LLAMA_SIZES: Record<SizeName, LlamaSize> = {
  nano: { hidden_size: 128, intermediate_size: 352, num_hidden_layers: 4, num_attention_heads: 4 },
  small: { hidden_size: 256, intermediate_size: 704, num_hidden_layers: 4, num_attention_heads: 4 },
  base: { hidden_size: 384, intermediate_size: 1024, num_hidden_layers: 6, num_attention_heads: 6 },
};

export type LlamaPreset = LlamaSize & Pick<LlamaConfig, 'vocab_size'>;

export const llamaPreset = (size: SizeName): LlamaPreset => ({
  vocab_size: SIZE_PRESETS[size].vocab_size,
  ...LLAMA_SIZES[size],
});

export function llamaConfig(preset: LlamaPreset, contextLength: number): LlamaConfig {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: preset.vocab_size,
    hidden_size: preset.hidden_size,
    intermediate_size: preset.intermediate_size,
    num_hidden_layers: preset.num_hidden_layers,
    num_attention_heads: preset.num_attention_heads,
    num_key_value_heads: preset.num_attention_heads,
    head_dim: preset.hidden_size / preset.num_attention_heads,
    max_position_embeddings: contextLength,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    hidden_act: 'silu',
    // Wider than Llama's 0.02, which is for models ten times as wide: here it costs hundreds of steps to grow out of (measured).
    initializer_range: 0.05,
    tie_word_embeddings: true,
    attention_bias: false,
    mlp_bias: false,
    bos_token_id: END_OF_TEXT_ID,
    eos_token_id: END_OF_TEXT_ID,
    pad_token_id: PAD_ID,
    torch_dtype: 'float32',
  };
}

export const llama: ArchitectureDefinition<LlamaConfig> = {
  name: 'Llama',
  config: LlamaConfig,
  create: (size, contextLength) => llamaConfig(llamaPreset(size), contextLength),
  countParameters(config) {
    const { hidden_size: D, intermediate_size: F, head_dim: C } = config;
    const attention = D * C * (2 * config.num_attention_heads + 2 * config.num_key_value_heads);
    const layer = attention + 3 * D * F + 2 * D;
    const embeddings = config.vocab_size * D * (config.tie_word_embeddings ? 1 : 2);
    return embeddings + config.num_hidden_layers * layer + D;
  },
  dimensions: (config) => config,
  attributeMap: {},
  alsoLoadedBy: ['llama.cpp'],
};
