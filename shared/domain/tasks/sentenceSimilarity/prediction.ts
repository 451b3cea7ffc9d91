import { z } from 'zod';
import { TextSource } from '../../models/generation.ts';

/** Texts that one is compared with in one go. */
export const MOST_COMPARED = 1000;

export const MatchInput = z.object({
  task: z.literal('sentence-similarity'),
  /** What is looked for by. */
  text: TextSource,
  /** What it is compared with. */
  others: z.array(z.string()).min(1).max(MOST_COMPARED),
});
export type MatchInput = z.infer<typeof MatchInput>;

/** The texts, the nearest first. */
export const MatchEvent = z.object({
  event: z.literal('similarities'),
  text: z.string(),
  matches: z.array(
    z.object({
      /** Place among the texts that were given. */
      index: z.number().int().nonnegative(),
      text: z.string(),
      /** Cosine of the two vectors: 1 for the same direction. */
      score: z.number(),
    }),
  ),
});
export type MatchEvent = z.infer<typeof MatchEvent>;
