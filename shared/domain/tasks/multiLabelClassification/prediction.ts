import { z } from 'zod';
import { TextSource } from '../../models/generation.ts';
import { USUAL_THRESHOLD } from '../labelList.ts';
import type { Answer } from '../task.ts';

/** Texts that are labelled in one go; of a whole data set, as many at a time. */
export const MOST_TEXTS = 1000;

export const TagInput = z.object({
  task: z.literal('multi-label-classification'),
  texts: z.array(TextSource).min(1).max(MOST_TEXTS),
});
export type TagInput = z.infer<typeof TagInput>;

/** All labels of one text, each with a probability of its own, the most likely first. */
export const TagEvent = z.object({
  event: z.literal('tags'),
  /** Place among the texts that were given. */
  index: z.number().int().nonnegative(),
  text: z.string(),
  labels: z.array(z.object({ label: z.string(), probability: z.number().min(0).max(1) })),
  /** Tokens that were read, the END_OF_TEXT before them included, and those that were left out as the context has no room for them. */
  tokens: z.number().int().nonnegative(),
  cutTokens: z.number().int().nonnegative(),
});
export type TagEvent = z.infer<typeof TagEvent>;

/** Labels that people are shown. */
const SHOWN = 8;

/** The labels that are told; to programs, all of them. */
export function tagAnswer({ index, labels, tokens, cutTokens }: TagEvent): Answer {
  const told = labels.filter(({ probability }) => probability >= USUAL_THRESHOLD);
  const lines = labels
    .slice(0, Math.max(SHOWN, told.length))
    .map(
      ({ label, probability }, place) =>
        `${(100 * probability).toFixed(1)}%  ${label}${place < told.length ? '  ✓' : ''}`,
    );
  if (cutTokens > 0) lines.push(`${cutTokens} tokens were not read: the context has no room for them`);
  return {
    index,
    json: { labels, told: told.map(({ label }) => label), tokens, cutTokens },
    lines,
    cells: { prediction: told.map(({ label }) => label).join('; '), confidence: leastSure(labels).toFixed(6) },
  };
}

/** How sure the least sure of all decisions is, from 0.5 to 1. */
const leastSure = (labels: TagEvent['labels']): number =>
  labels.reduce((least, { probability }) => Math.min(least, Math.max(probability, 1 - probability)), 1);
