import { z } from 'zod';
import type { DecoderConfig } from '../../../shared/domain/architectures/decoderConfig.ts';
import type { HuggingFace } from './architecture.ts';

/*
 * What folders of others have differently: fields that had other names or places in other versions of transformers, and those that were left
 * out because they have the value that their class gives them.
 */

type Fields = Record<string, unknown>;
const asFields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

/** What Hugging Face's configuration classes give where nothing is said. */
const DEFAULTS: Fields = {
  attention_bias: false,
  mlp_bias: false,
  hidden_act: 'silu',
  initializer_range: 0.02,
  rms_norm_eps: 1e-6,
  tie_word_embeddings: false,
};

/**
 * Angles as they are written: `rope_theta` and `rope_scaling` until transformers 5, since then `rope_parameters`, which has both. Before
 * 4.43 a scaling's `rope_type` was its `type`.
 */
export function ropeOf(config: Fields, parameters: Fields = asFields(config.rope_parameters)): Fields {
  const { rope_theta = config.rope_theta, partial_rotary_factor: _, ...own } = parameters;
  const written = Object.keys(own).length > 0 ? own : asFields(config.rope_scaling);
  const { type, rope_type = type, ...scaling } = written;
  const isPlain = rope_type === undefined || rope_type === 'default';
  return {
    rope_theta: rope_theta ?? 10000,
    ...(isPlain ? {} : { rope_scaling: { rope_type, ...scaling } }),
  };
}

/** A whole head is turned; angles of a part of it are not computed here. */
const partial_rotary_factor = z.literal(1).nullish();
const Angles = z.looseObject({ partial_rotary_factor }).nullish();
/** What is written, with the places at which it could say that. */
const Written = z.looseObject({
  partial_rotary_factor,
  rope_scaling: Angles,
  rope_parameters: z
    .looseObject({ partial_rotary_factor, full_attention: Angles, sliding_attention: Angles })
    .nullish(),
});

/** Which layers have a window, as Qwen says it where it does not list them. */
export function windowedLayers(config: Fields): Fields {
  const layers = Number(config.num_hidden_layers) || 0;
  const isUsed = config.use_sliding_window === true && typeof config.sliding_window === 'number';
  const first = typeof config.max_window_layers === 'number' ? config.max_window_layers : 28;
  const typeOf = (layer: number) => (isUsed && layer >= first ? 'sliding_attention' : 'full_attention');
  return {
    use_sliding_window: isUsed,
    sliding_window: isUsed ? config.sliding_window : null,
    layer_types: config.layer_types ?? Array.from({ length: Math.min(layers, 4096) }, (_, layer) => typeOf(layer)),
  };
}

/** What must hold of the fields together. */
export function checkDecoder(config: DecoderConfig & { layer_types?: readonly string[] }, context: z.RefinementCtx) {
  const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  if (config.head_dim % 2 !== 0) refuse('head_dim', `${config.head_dim} is odd`);
  const { num_attention_heads: heads, num_key_value_heads: shared } = config;
  if (heads % shared !== 0) refuse('num_key_value_heads', `${shared} does not divide the ${heads} attention heads`);
  if (config.layer_types && config.layer_types.length !== config.num_hidden_layers)
    refuse('layer_types', `it names ${config.layer_types.length} layers of ${config.num_hidden_layers}`);
}

/** What an architecture has differently; both are made of what is written. */
interface Differences {
  /** What its class gives where nothing is said. */
  absent?(written: Fields): Fields;
  /** What follows from several fields. */
  derived?(written: Fields): Fields;
}

export const foreignDecoder = <C extends DecoderConfig>(
  schema: z.ZodType<C>,
  { absent, derived }: Differences = {},
): HuggingFace<C> => ({
  config: Written.transform((written: Fields): unknown => {
    // A `null` says as much as nothing.
    const {
      rope_parameters: _,
      rope_scaling: __,
      ...said
    } = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null));
    return {
      ...DEFAULTS,
      num_key_value_heads: said.num_attention_heads,
      head_dim: Math.floor(Number(said.hidden_size) / Number(said.num_attention_heads)),
      bos_token_id: null,
      pad_token_id: firstOf(said.eos_token_id),
      ...absent?.(written),
      ...said,
      ...ropeOf(written),
      ...derived?.(written),
    };
  }).pipe(schema.superRefine(checkDecoder)),
  baseModelPrefix: 'model',
  shortened: (long, positions) => ({
    ...long,
    max_position_embeddings: Math.min(long.max_position_embeddings, positions),
  }),
});

const firstOf = (ids: unknown): unknown => (Array.isArray(ids) ? ids[0] : ids);
