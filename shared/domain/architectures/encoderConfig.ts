import { z } from 'zod';
import type { ArchitectureDefinition, Dimensions } from './architecture.ts';
import { EndIds } from './decoderConfig.ts';
import { SIZE_PRESETS, type SizeName } from './sizes.ts';

/*
 * What the configurations of encoders have in common that are built as BERT is, in the words of Hugging Face.
 */

const size = z.number().int().positive();
const tokenId = z.number().int().nonnegative();
const dropout = z.number().min(0).max(1);

export const encoderFields = {
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  /** Rows of the table of positions. */
  max_position_embeddings: size,
  /** Rows of the table of token types. */
  type_vocab_size: size,
  hidden_act: z.enum(['gelu', 'gelu_new']),
  layer_norm_eps: z.number().positive(),
  initializer_range: z.number().positive(),
  position_embedding_type: z.literal('absolute'),
  /** Those with it do not see what comes later. */
  is_decoder: z.literal(false),
  add_cross_attention: z.literal(false),
  /** Of whoever trains it on with transformers; here nothing is dropped. */
  hidden_dropout_prob: dropout,
  attention_probs_dropout_prob: dropout,
  classifier_dropout: dropout.nullable(),
  tie_word_embeddings: z.boolean(),
  bos_token_id: tokenId.nullable(),
  eos_token_id: EndIds.nullable(),
  pad_token_id: tokenId,
  torch_dtype: z.literal('float32'),
} as const;

const EncoderFields = z.object(encoderFields);
export type EncoderConfig = z.infer<typeof EncoderFields>;

/** What BERT's class gives where nothing is said. */
export const ENCODER_DEFAULTS = {
  type_vocab_size: 2,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  initializer_range: 0.02,
  position_embedding_type: 'absolute',
  is_decoder: false,
  add_cross_attention: false,
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  classifier_dropout: null,
  tie_word_embeddings: true,
  bos_token_id: null,
  eos_token_id: null,
  pad_token_id: 0,
  torch_dtype: 'float32',
} as const;

/** As wide and as deep as Llama's sizes. */
const ENCODER_SIZES: Record<
  SizeName,
  Pick<EncoderConfig, 'hidden_size' | 'num_hidden_layers' | 'num_attention_heads'>
> = {
  nano: { hidden_size: 128, num_hidden_layers: 4, num_attention_heads: 4 },
  small: { hidden_size: 256, num_hidden_layers: 4, num_attention_heads: 4 },
  base: { hidden_size: 384, num_hidden_layers: 6, num_attention_heads: 6 },
};

/** Fields of a fresh encoder. @param positions rows of its table of positions */
export const freshEncoder = (name: SizeName, positions: number): EncoderConfig => ({
  ...ENCODER_DEFAULTS,
  vocab_size: SIZE_PRESETS[name].vocab_size,
  ...ENCODER_SIZES[name],
  intermediate_size: 4 * ENCODER_SIZES[name].hidden_size,
  max_position_embeddings: positions,
});

/** Its embeddings and layers; a pooler on top is not the body's. */
function countParameters(config: EncoderConfig): number {
  const { hidden_size: D, intermediate_size: F, vocab_size: V, max_position_embeddings: S, type_vocab_size } = config;
  const layer = 4 * (D * D + D) + (2 * D * F + F + D) + 4 * D;
  return (V + S + type_vocab_size) * D + 2 * D + config.num_hidden_layers * layer;
}

/** @param unused rows of the table of positions at which no token of a text stands */
export const encoderDimensions = (config: EncoderConfig, unused: number): Dimensions => ({
  vocab_size: config.vocab_size,
  max_position_embeddings: config.max_position_embeddings - unused,
  hidden_size: config.hidden_size,
  intermediate_size: config.intermediate_size,
  num_hidden_layers: config.num_hidden_layers,
  num_attention_heads: config.num_attention_heads,
  num_key_value_heads: config.num_attention_heads,
});

/** What such architectures have in common. They are there for models that somebody has trained. */
export const encoderDefinition = {
  body: 'encoder',
  fromNothing: false,
  countParameters,
  attributeMap: {},
  alsoLoadedBy: ['sentence-transformers'],
} as const satisfies Partial<ArchitectureDefinition<EncoderConfig>>;
