import { z } from 'zod';

/** Which item a user comes to next, told from those before. A row is one event: who, what, and perhaps when. */
export const RecommendRecipe = z.object({
  kind: z.literal('recommend'),
  /** Column that says whose events belong together. */
  user: z.string(),
  /** Column with the item: its name, as it is recommended. */
  item: z.string(),
  /** Column with the time of the event; `null` takes the order of the rows. */
  time: z.string().nullable(),
  /** What users think of the item: only what they liked counts. `null` counts every event. */
  rating: z
    .object({
      /** Column with a number. */
      column: z.string(),
      /** Ratings from here on are of something liked; `null` takes the middle between the lowest and the highest one. */
      least: z.number().nullable(),
    })
    .nullable()
    .default(null),
});
export type RecommendRecipe = z.infer<typeof RecommendRecipe>;

export const RecommendRequest = RecommendRecipe.extend({
  time: z.string().nullable().optional(),
  rating: RecommendRecipe.shape.rating.optional(),
});
export type RecommendRequest = z.infer<typeof RecommendRequest>;

export const usedColumns = ({ user, item, time, rating }: RecommendRequest): string[] => [
  user,
  item,
  ...(typeof time === 'string' ? [time] : []),
  ...(rating ? [rating.column] : []),
];
