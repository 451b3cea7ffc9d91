import { z } from 'zod';
import { TextSource } from '../../models/generation.ts';
import { USUAL_THRESHOLD } from '../labelList.ts';
import type { Answer } from '../task.ts';
import { isTold, Threshold } from '../thresholds.ts';

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
  labels: z.array(
    z.object({
      label: z.string(),
      probability: z.number().min(0).max(1),
      /** From which it is told; the usual one where it is left out. */
      threshold: Threshold.optional(),
    }),
  ),
  /** Tokens that were read, the END_OF_TEXT before them included, and those that were left out as the context has no room for them. */
  tokens: z.number().int().nonnegative(),
  cutTokens: z.number().int().nonnegative(),
});
export type TagEvent = z.infer<typeof TagEvent>;
type Tag = TagEvent['labels'][number];

/** Labels that people are shown. */
const SHOWN = 8;

/** The labels that are told; to programs, all of them. */
export function tagAnswer({ index, labels, tokens, cutTokens }: TagEvent): Answer {
  const told = labels.filter(isTold);
  const lines = labels.filter((tag, place) => place < SHOWN || isTold(tag)).map(lineOf);
  if (cutTokens > 0) lines.push(`${cutTokens} tokens were not read: the context has no room for them`);
  return {
    index,
    json: {
      labels: labels.map(({ threshold = USUAL_THRESHOLD, ...tag }) => ({ ...tag, threshold })),
      told: told.map(({ label }) => label),
      tokens,
      cutTokens,
    },
    lines,
    cells: { prediction: told.map(({ label }) => label).join('; '), confidence: leastSure(labels).toFixed(6) },
  };
}

/** A threshold is said where it is not the usual one. */
function lineOf(tag: Tag): string {
  const { label, probability, threshold = USUAL_THRESHOLD } = tag;
  const from = threshold === USUAL_THRESHOLD ? '' : `  (from ${(100 * threshold).toFixed(0)}% on)`;
  return `${(100 * probability).toFixed(1)}%  ${label}${from}${isTold(tag) ? '  ✓' : ''}`;
}

/** How sure the least sure of all decisions is: from 0.5 on, unless another threshold was chosen. */
const leastSure = (labels: TagEvent['labels']): number =>
  labels.reduce((least, tag) => Math.min(least, isTold(tag) ? tag.probability : 1 - tag.probability), 1);
