import { z } from 'zod';

/** How the states of a text's tokens become one vector. */
export const Pooling = z.object({
  /** `mean` of all tokens, or the state of the `first` one, BERT's `[CLS]`. */
  from: z.enum(['mean', 'first']),
  /** Whether vectors have the length 1. */
  normalize: z.boolean(),
  /**
   * Of which layers the states are, by their places in transformers' `hidden_states`: 0 is the embeddings. Each is pooled by itself, and all stand
   * side by side. The last one's where it is left out.
   */
  layers: z.array(z.int().nonnegative()).min(1).readonly().optional(),
});
export type Pooling = z.infer<typeof Pooling>;

/** What sentence-transformers does where a folder says nothing, and what is done then. */
export const DEFAULT_POOLING: Pooling = { from: 'mean', normalize: false };
