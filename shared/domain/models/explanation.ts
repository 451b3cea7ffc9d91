import { z } from 'zod';
import { TextSource } from './generation.ts';

/** A question to a model that tells labels or numbers: which words moved what it says of a text. */
export const ExplainInput = z.object({
  source: TextSource,
  /** The label that is asked about; the likeliest where it is left out. */
  label: z.string().optional(),
});
export type ExplainInput = z.infer<typeof ExplainInput>;

/** A stretch of a text, a word as a rule, in UTF-16 units. */
export const MovingWords = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  /**
   * By how much the log-odds of the label are lower, or the number is, when the stretch is left out (occlusion): above 0 it speaks for
   * what was said.
   */
  occlusion: z.number(),
  /** Probability of the label, or the number, without it. */
  without: z.number(),
  /** Gradient × input in the same unit; `null` where it could not be computed or the tokens could not be found in the text. */
  gradient: z.number().nullable(),
});
export type MovingWords = z.infer<typeof MovingWords>;

export const Explanation = z.object({
  text: z.string(),
  /** What is explained; `null` of a number. */
  label: z.string().nullable(),
  /** Its probability, or the number. */
  value: z.number(),
  /** In the order of the text, without gaps in words. */
  words: z.array(MovingWords),
  /** Whether a stretch is several words, as there were too many to leave out each. */
  grouped: z.boolean(),
});
export type Explanation = z.infer<typeof Explanation>;
