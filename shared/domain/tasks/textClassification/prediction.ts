import { z } from 'zod';
import { TextSource } from '../../models/generation.ts';
import type { Answer } from '../task.ts';

/** Texts that are labelled in one go; of a whole data set, as many at a time. */
export const MOST_TEXTS = 1000;

export const LabelInput = z.object({
  task: z.literal('text-classification'),
  texts: z.array(TextSource).min(1).max(MOST_TEXTS),
});
export type LabelInput = z.infer<typeof LabelInput>;

/** The labels of one text, each with its probability, the likeliest first. */
export const LabelEvent = z.object({
  event: z.literal('labels'),
  /** Place among the texts that were given. */
  index: z.number().int().nonnegative(),
  text: z.string(),
  labels: z.array(z.object({ label: z.string(), probability: z.number().min(0).max(1) })),
  /** Tokens that were read, the END_OF_TEXT before them included (of a baseline, pieces of texts that it knows, which may be none), and those that were left out as the context has no room for them. */
  tokens: z.number().int().nonnegative(),
  cutTokens: z.number().int().nonnegative(),
  /** Words and a straight line joined in: the probabilities are those of both together. */
  withWords: z.literal(true).optional(),
});
export type LabelEvent = z.infer<typeof LabelEvent>;

/** Labels that people are shown. */
const SHOWN = 5;

/** The likeliest label with its probability; to programs, all of them. */
export function labelAnswer({ index, labels, tokens, cutTokens, withWords }: LabelEvent): Answer {
  const [likeliest] = labels;
  const lines = labels.slice(0, SHOWN).map(({ label, probability }) => `${(100 * probability).toFixed(1)}%  ${label}`);
  if (cutTokens > 0) lines.push(`${cutTokens} tokens were not read: the context has no room for them`);
  return {
    index,
    json: { labels, tokens, cutTokens, ...(withWords && { withWords }) },
    lines,
    cells: { prediction: likeliest?.label ?? '', confidence: likeliest?.probability.toFixed(6) ?? '' },
  };
}
