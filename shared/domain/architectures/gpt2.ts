import { z } from 'zod';
import { END_OF_TEXT_ID, PAD_ID } from '../models/specialTokens.ts';
import type { ArchitectureDefinition } from './architecture.ts';
import { EndIds } from './decoderConfig.ts';
import { SIZE_PRESETS, type SizeName } from './sizes.ts';

const dropout = z.number().min(0).max(1);

/**
 * Configuration of a GPT-2 in the words of Hugging Face's `GPT2Config`, so that `config.json` is this object and nothing has to be mapped.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/gpt2/configuration_gpt2.py
 */
export const Gpt2Config = z.object({
  architectures: z.tuple([z.literal('GPT2LMHeadModel')]),
  model_type: z.literal('gpt2'),
  vocab_size: z.number().int().positive(),
  n_positions: z.number().int().positive(),
  n_embd: z.number().int().positive(),
  n_layer: z.number().int().positive(),
  n_head: z.number().int().positive(),
  /** Width within a feed-forward layer; `null` is four times `n_embd`. */
  n_inner: z.number().int().positive().nullable(),
  activation_function: z.literal('gelu_new'),
  layer_norm_epsilon: z.number().positive(),
  initializer_range: z.number().positive(),
  scale_attn_weights: z.literal(true),
  scale_attn_by_inverse_layer_idx: z.literal(false),
  /** Of whoever trains it on with transformers; here nothing is dropped. */
  resid_pdrop: dropout,
  embd_pdrop: dropout,
  attn_pdrop: dropout,
  tie_word_embeddings: z.boolean(),
  bos_token_id: z.number().int().nonnegative(),
  eos_token_id: EndIds,
  pad_token_id: z.number().int().nonnegative(),
  torch_dtype: z.literal('float32'),
});
export type Gpt2Config = z.infer<typeof Gpt2Config>;

type Gpt2Size = Pick<Gpt2Config, 'n_embd' | 'n_layer' | 'n_head'>;

/** As wide and as deep as Llama's sizes, and with nearly as many parameters: 0.9 M, 3.7 M and 12 M. */
const GPT2_SIZES: Record<SizeName, Gpt2Size> = {
  nano: { n_embd: 128, n_layer: 4, n_head: 4 },
  small: { n_embd: 256, n_layer: 4, n_head: 4 },
  base: { n_embd: 384, n_layer: 6, n_head: 6 },
};

export function gpt2Config(size: Gpt2Size & Pick<Gpt2Config, 'vocab_size'>, contextLength: number): Gpt2Config {
  return {
    architectures: ['GPT2LMHeadModel'],
    model_type: 'gpt2',
    vocab_size: size.vocab_size,
    n_positions: contextLength,
    n_embd: size.n_embd,
    n_layer: size.n_layer,
    n_head: size.n_head,
    n_inner: null,
    activation_function: 'gelu_new',
    layer_norm_epsilon: 1e-5,
    // Wider than GPT-2's 0.02, as in Llama's sizes.
    initializer_range: 0.05,
    scale_attn_weights: true,
    scale_attn_by_inverse_layer_idx: false,
    resid_pdrop: 0,
    embd_pdrop: 0,
    attn_pdrop: 0,
    tie_word_embeddings: true,
    bos_token_id: END_OF_TEXT_ID,
    eos_token_id: END_OF_TEXT_ID,
    pad_token_id: PAD_ID,
    torch_dtype: 'float32',
  };
}

const innerWidth = ({ n_inner, n_embd }: Gpt2Config): number => n_inner ?? 4 * n_embd;

export const gpt2: ArchitectureDefinition<Gpt2Config> = {
  name: 'GPT-2',
  body: 'decoder',
  fromNothing: true,
  config: Gpt2Config,
  create: (size, contextLength) =>
    gpt2Config({ vocab_size: SIZE_PRESETS[size].vocab_size, ...GPT2_SIZES[size] }, contextLength),
  countParameters(config) {
    const [D, F] = [config.n_embd, innerWidth(config)];
    const attention = 4 * D * D + 4 * D;
    const layer = attention + 2 * D * F + F + D + 4 * D;
    const embeddings = config.vocab_size * D * (config.tie_word_embeddings ? 1 : 2) + config.n_positions * D;
    return embeddings + config.n_layer * layer + 2 * D;
  },
  dimensions: (config) => ({
    vocab_size: config.vocab_size,
    max_position_embeddings: config.n_positions,
    hidden_size: config.n_embd,
    intermediate_size: innerWidth(config),
    num_hidden_layers: config.n_layer,
    num_attention_heads: config.n_head,
    num_key_value_heads: config.n_head,
  }),
  attributeMap: {
    max_position_embeddings: 'n_positions',
    hidden_size: 'n_embd',
    intermediate_size: 'n_inner',
    num_hidden_layers: 'n_layer',
    num_attention_heads: 'n_head',
  },
  alsoLoadedBy: ['llama.cpp'],
};
