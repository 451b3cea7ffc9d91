import { z } from 'zod';
import { TextSource } from '../../models/generation.ts';
import { inFourDigits } from '../fourDigits.ts';
import type { Answer } from '../task.ts';

/** Texts that are scored in one go; of a whole data set, as many at a time. */
export const MOST_TEXTS = 1000;

export const ScoreInput = z.object({
  task: z.literal('regression'),
  texts: z.array(TextSource).min(1).max(MOST_TEXTS),
});
export type ScoreInput = z.infer<typeof ScoreInput>;

/** The number of one text. */
export const ScoreEvent = z.object({
  event: z.literal('score'),
  /** Place among the texts that were given. */
  index: z.number().int().nonnegative(),
  text: z.string(),
  /** In the unit of the column that was learned. */
  value: z.number(),
  /** Tokens that were read, the END_OF_TEXT before them included (of a baseline, pieces of texts that it knows, which may be none), and those that were left out as the context has no room for them. */
  tokens: z.number().int().nonnegative(),
  cutTokens: z.number().int().nonnegative(),
});
export type ScoreEvent = z.infer<typeof ScoreEvent>;

export function scoreAnswer({ index, value, tokens, cutTokens }: ScoreEvent): Answer {
  const lines = [String(inFourDigits(value))];
  if (cutTokens > 0) lines.push(`${cutTokens} tokens were not read: the context has no room for them`);
  return { index, json: { value, tokens, cutTokens }, lines, cells: { value: String(value) } };
}
