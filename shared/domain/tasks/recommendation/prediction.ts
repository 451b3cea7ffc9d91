import { z } from 'zod';
import { TextSource } from '../../models/generation.ts';
import type { Answer } from '../task.ts';

/** Histories that are answered in one go. */
export const MOST_HISTORIES = 1000;

export const RecommendInput = z.object({
  task: z.literal('recommendation'),
  /** Each an item a line, the oldest first. */
  texts: z.array(TextSource).min(1).max(MOST_HISTORIES),
});

/** What comes next after a history, the likeliest first. */
export const RecommendEvent = z.object({
  event: z.literal('items'),
  /** Place among the histories that were given. */
  index: z.number().int().nonnegative(),
  items: z.array(
    z.object({
      item: z.string(),
      /** Of all items, those of the history included. */
      probability: z.number().min(0).max(1),
      /** Items of the history that are nearest to it, by the cosine of what the model knows of them. */
      because: z.array(z.object({ item: z.string(), similarity: z.number() })),
    }),
  ),
  /** Of the history, those that the model has never seen. */
  unknown: z.array(z.string()),
});
export type RecommendEvent = z.infer<typeof RecommendEvent>;

export function recommendAnswer({ index, items, unknown }: RecommendEvent): Answer {
  const lines = items.map(({ item, probability, because }) => {
    const why = because.map((near) => near.item).join(', ');
    return `${(100 * probability).toFixed(1)}%  ${item}${why === '' ? '' : `  (near: ${why})`}`;
  });
  if (unknown.length > 0) lines.push(`not known to the model: ${unknown.join(', ')}`);
  return {
    index,
    json: { items, unknown },
    lines,
    cells: { items: items.map(({ item }) => item).join(', ') },
  };
}
