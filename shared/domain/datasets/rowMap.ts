import { z } from 'zod';
import { StepProgress } from './dataset.ts';

/** Rows that a map shows: more of them are drawn at random. */
export const MOST_MAPPED = 2000;
export const MOST_CLUSTERS = 20;
export const USUAL_CLUSTERS = 8;

const row = z.number().int().nonnegative();

export const MapPoint = z.object({
  row,
  /** In 0 to 1. */
  x: z.number(),
  y: z.number(),
  /** Place among the clusters. */
  cluster: z.number().int().nonnegative(),
  /** The beginning of its text. */
  text: z.string(),
  /** Of the column that colours it; empty where none does. */
  value: z.string(),
});
export type MapPoint = z.infer<typeof MapPoint>;

export const MapCluster = z.object({
  /** Words that its rows have oftener than others, the most telling first. */
  words: z.array(z.string()),
  rows: z.number().int().nonnegative(),
  /** The row that is nearest to its middle. */
  typical: row,
});
export type MapCluster = z.infer<typeof MapCluster>;

/** Two rows that say nearly the same. */
export const NearPair = z.object({ row, other: row, score: z.number(), text: z.string(), otherText: z.string() });
export type NearPair = z.infer<typeof NearPair>;

export const RowMap = z.object({
  points: z.array(MapPoint),
  clusters: z.array(MapCluster),
  /** The most alike first. */
  pairs: z.array(NearPair),
  /** All that there are. */
  pairCount: z.number().int().nonnegative(),
});
export type RowMap = z.infer<typeof RowMap>;

export const MapEvent = z.discriminatedUnion('event', [
  StepProgress,
  z.object({
    event: z.literal('mapped'),
    /** What told how alike texts are, as of a search. */
    by: z.enum(['encoder', 'decoder', 'words']),
    model: z.string().nullable(),
    column: z.string(),
    /** Rows with a text, all in all. */
    rows: z.number().int().nonnegative(),
    ...RowMap.shape,
  }),
]);
export type MapEvent = z.infer<typeof MapEvent>;
