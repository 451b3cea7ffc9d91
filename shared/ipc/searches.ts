import { z } from 'zod';
import { StepProgress } from '../domain/datasets/dataset.ts';
import { MOST_CLUSTERS, USUAL_CLUSTERS } from '../domain/datasets/rowMap.ts';
import { Pooling } from '../domain/models/embedding.ts';
import { FileReference, PlayableModel } from './references.ts';

/** Rows that are searched: the current version of a data set. */
const column = z.string().min(1);

export const EmbedRequest = z.object({
  model: PlayableModel,
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('dataset'), id: z.string() }),
    z.object({ kind: z.literal('file'), file: FileReference }),
  ]),
  column,
  /** The file to create; a free name in the home's `exports` where there is none. */
  target: FileReference.optional(),
});
export type EmbedRequest = z.infer<typeof EmbedRequest>;

export const EmbedEvent = z.discriminatedUnion('event', [
  StepProgress,
  z.object({
    event: z.literal('done'),
    rows: z.number().int().nonnegative(),
    /** Numbers of a vector. */
    dimensions: z.number().int().positive(),
    pooling: Pooling,
    /** Whether the model's files say so; else it is what sentence-transformers takes where nothing is said. */
    said: z.boolean(),
    /** Tokens of a text that count. */
    mostTokens: z.number().int().positive(),
    /** Whether the vectors lay there already. */
    cached: z.boolean(),
    /** Rows of a file that could not be read: they have no vectors. */
    rejected: z.number().int().nonnegative(),
    /** A file of NumPy's: float32, a row each. */
    path: z.string(),
    download: z.string().nullable(),
  }),
]);
export type EmbedEvent = z.infer<typeof EmbedEvent>;

/** Most matches of a search. */
const MOST_MATCHES = 100;

export const SearchRequest = z.object({
  id: z.string(),
  query: z.string().trim().min(1).max(100_000),
  /** The column that is searched; the one with the longest texts where it is left out. */
  column: column.optional(),
  /** What tells how alike texts are. Left out, it is the encoder that was added last, and the words where there is none. */
  model: z.union([PlayableModel, z.object({ kind: z.literal('words') })]).optional(),
  top: z.number().int().min(1).max(MOST_MATCHES).default(10),
});
export type SearchRequest = z.input<typeof SearchRequest>;

export const MapRequest = SearchRequest.pick({ id: true, column: true, model: true }).extend({
  clusters: z.number().int().min(2).max(MOST_CLUSTERS).default(USUAL_CLUSTERS),
  /** A column whose values colour the points. */
  colour: z.string().min(1).optional(),
});

export const SearchMatch = z.object({
  /** Row of the data set, from 0. */
  row: z.number().int().nonnegative(),
  /** Cosine of the angle between the two vectors, -1 to 1. */
  score: z.number(),
  /** The beginning of its text. */
  text: z.string(),
});
export type SearchMatch = z.infer<typeof SearchMatch>;

export const SearchEvent = z.discriminatedUnion('event', [
  /** Vectors of the rows are made, which is done once for each version, model and column. */
  StepProgress,
  z.object({
    event: z.literal('found'),
    /** What told how alike texts are: `encoder`, made for it; `decoder`, a model that writes; `words` that they share. */
    by: z.enum(['encoder', 'decoder', 'words']),
    /** The model's name; `null` for words. */
    model: z.string().nullable(),
    column: z.string(),
    rows: z.number().int().nonnegative(),
    /** Milliseconds of the search itself. */
    tookMs: z.number().nonnegative(),
    matches: z.array(SearchMatch),
  }),
]);
export type SearchEvent = z.infer<typeof SearchEvent>;
