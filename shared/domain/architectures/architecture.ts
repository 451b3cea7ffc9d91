import type { z } from 'zod';
import type { SizeName } from './sizes.ts';

/** The sizes of a model in the words of most configurations of Hugging Face. */
export interface Dimensions {
  vocab_size: number;
  /** Tokens of the longest text. */
  max_position_embeddings: number;
  /** Width of the residual stream. */
  hidden_size: number;
  /** Width within a feed-forward layer. */
  intermediate_size: number;
  num_hidden_layers: number;
  num_attention_heads: number;
  num_key_value_heads: number;
}

/** Whether a body continues texts, token by token, or takes in whole texts and says what they mean. */
export type BodyKind = 'decoder' | 'encoder';

/** What is known of an architecture without computing: its configuration, its sizes and what they come to. */
export interface ArchitectureDefinition<C> {
  /** As people call it. */
  name: string;
  body: BodyKind;
  /** Whether it is offered where a model is trained from nothing; the others are there for models that somebody has trained. */
  fromNothing: boolean;
  /** `config.json` as it is written here; `model_type` is the architecture's key in the list. */
  config: z.ZodType<C>;
  /** Configuration of a fresh model. */
  create(size: SizeName, contextLength: number): C;
  /** Number of trainable parameters; tied embeddings count once. */
  countParameters(config: C): number;
  dimensions(config: C): Dimensions;
  /** What a dimension is called in `config.json` where it has another name: Hugging Face's `attribute_map`. */
  attributeMap: Partial<Record<keyof Dimensions, string>>;
  /** Programs that load the exported folder as it is, beside transformers. */
  alsoLoadedBy: readonly string[];
  /** Programs that make vectors of texts with it, from a file of their own. */
  makesVectorsIn?: readonly string[];
  /**
   * Where transformers has no class of it: PyTorch that reads the exported `folder` and defines `model(ids, state=None)`, the logits `[B, T, V]` after
   * each of the ids and the state to go on from; `config` is what config.json says.
   */
  python?: string;
  /** Tasks that it can be trained for from nothing or on; without it, all that take its body. */
  tasks?: readonly string[];
  /** How it can be trained where it is a base; without it, in every way. */
  tunings?: readonly string[];
}
