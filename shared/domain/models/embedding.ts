import { z } from 'zod';

/** How the states of a text's tokens become one vector. */
export const Pooling = z.object({
  /** `mean` of all tokens, or the state of the `first` one, BERT's `[CLS]`. */
  from: z.enum(['mean', 'first']),
  /** Whether vectors have the length 1. */
  normalize: z.boolean(),
});
export type Pooling = z.infer<typeof Pooling>;

/** What sentence-transformers does where a folder says nothing, and what is done then. */
export const DEFAULT_POOLING: Pooling = { from: 'mean', normalize: false };
