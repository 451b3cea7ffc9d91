import { z } from 'zod';
import { END_OF_TEXT_ID, PAD_ID } from '../models/specialTokens.ts';
import { SIZE_PRESETS, type SizeName } from './sizes.ts';

/*
 * What the configurations of decoders have in common that are built as Llama is, in the words of Hugging Face.
 */

const size = z.number().int().positive();
const tokenId = z.number().int().nonnegative();

/** Where a text may end; chat models have several. */
export const EndIds = z.union([tokenId, z.array(tokenId).min(1)]);

/**
 * How angles are stretched for contexts that are longer than those of pretraining. Source:
 * https://github.com/huggingface/transformers/blob/main/src/transformers/modeling_rope_utils.py
 */
export const RopeScaling = z
  .object({
    rope_type: z.enum(['linear', 'llama3']),
    factor: z.number().min(1),
    /** Of `llama3`: waves shorter than a part of the old context stay, longer ones are stretched, and in between is in between. */
    low_freq_factor: z.number().positive().optional(),
    high_freq_factor: z.number().positive().optional(),
    original_max_position_embeddings: size.optional(),
  })
  .superRefine((scaling, context) => {
    if (scaling.rope_type !== 'llama3') return;
    for (const name of ['low_freq_factor', 'high_freq_factor', 'original_max_position_embeddings'] as const) {
      if (scaling[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: 'is missing' });
    }
    if ((scaling.low_freq_factor ?? 0) >= (scaling.high_freq_factor ?? Number.POSITIVE_INFINITY))
      context.addIssue({ code: 'custom', path: ['low_freq_factor'], message: 'is not below high_freq_factor' });
  });
export type RopeScaling = z.infer<typeof RopeScaling>;

export const decoderSizes = {
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size,
  head_dim: size,
  max_position_embeddings: size,
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive(),
} as const;

/** Fields of those whose gates are SiLU's, as Llama's are. */
export const siluDecoder = {
  ...decoderSizes,
  hidden_act: z.literal('silu'),
  initializer_range: z.number().positive(),
  tie_word_embeddings: z.boolean(),
} as const;

export const decoderTokens = {
  bos_token_id: tokenId.nullable(),
  eos_token_id: EndIds,
  pad_token_id: tokenId,
  torch_dtype: z.literal('float32'),
} as const;

/** Tokens that a layer sees, itself included; `null` sees all before it. */
export const SlidingWindow = size.nullable();

/** Which layers have a window. */
export const LayerTypes = z.array(z.enum(['full_attention', 'sliding_attention']));

const DecoderSizes = z.object(decoderSizes);
export type DecoderConfig = z.infer<typeof DecoderSizes> & {
  rope_scaling?: RopeScaling | undefined;
  initializer_range: number;
  tie_word_embeddings: boolean;
};

export type DecoderSize = Pick<
  DecoderConfig,
  'hidden_size' | 'intermediate_size' | 'num_hidden_layers' | 'num_attention_heads'
>;

/** `small` has 3.7 M parameters as a Llama, `base` 12 M and `nano` about 1 M. */
export const DECODER_SIZES: Record<SizeName, DecoderSize> = {
  nano: { hidden_size: 128, intermediate_size: 352, num_hidden_layers: 4, num_attention_heads: 4 },
  small: { hidden_size: 256, intermediate_size: 704, num_hidden_layers: 4, num_attention_heads: 4 },
  base: { hidden_size: 384, intermediate_size: 1024, num_hidden_layers: 6, num_attention_heads: 6 },
};

export type DecoderPreset = DecoderSize & Pick<DecoderConfig, 'vocab_size'>;

export const decoderPreset = (name: SizeName): DecoderPreset => ({
  vocab_size: SIZE_PRESETS[name].vocab_size,
  ...DECODER_SIZES[name],
});

/** What fresh decoders have in common. */
export const freshSizes = (preset: DecoderPreset, contextLength: number) => ({
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
});

// Wider than Llama's 0.02, which is for models ten times as wide: here it costs hundreds of steps to grow out of (measured).
export const FRESH_INITIALIZER_RANGE = 0.05;

/** The fields of `siluDecoder` of a fresh model. */
export const freshSilu = (preset: DecoderPreset, contextLength: number) => ({
  ...freshSizes(preset, contextLength),
  hidden_act: 'silu' as const,
  initializer_range: FRESH_INITIALIZER_RANGE,
  tie_word_embeddings: true,
});

export const FRESH_TOKENS = {
  bos_token_id: END_OF_TEXT_ID,
  eos_token_id: END_OF_TEXT_ID,
  pad_token_id: PAD_ID,
  torch_dtype: 'float32',
} as const;

/** Weights of a decoder without biases and with two norms a layer, which is what all of them have at least. */
export function countDecoderParameters(config: DecoderConfig): number {
  const { hidden_size: D, intermediate_size: F, head_dim: C } = config;
  const attention = D * C * (2 * config.num_attention_heads + 2 * config.num_key_value_heads);
  const layer = attention + 3 * D * F + 2 * D;
  const embeddings = config.vocab_size * D * (config.tie_word_embeddings ? 1 : 2);
  return embeddings + config.num_hidden_layers * layer + D;
}

/** Numbers that the queries, keys and values of a layer have. */
export const queryKeyValueWidth = (config: DecoderConfig): number =>
  config.head_dim * (config.num_attention_heads + 2 * config.num_key_value_heads);
