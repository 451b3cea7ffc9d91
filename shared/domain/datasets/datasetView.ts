import { z } from 'zod';
import { CutCell } from './cutCells.ts';
import { FindingKind, MOST_FINDING_ROWS } from './doctor.ts';

/** Which rows of a data set are looked at, and in which order. */

const column = z.string();
const bound = z.number().nullable();
const text = z.string().max(10_000);

/** What a cell must be for its row to be shown. Lengths are in characters. */
export const RowFilter = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('contains'), column, text }),
  z.object({ kind: z.literal('equals'), column, text }),
  z.object({ kind: z.literal('one_of'), column, values: z.array(text).min(1).max(500) }),
  z.object({ kind: z.literal('empty'), column }),
  z.object({ kind: z.literal('not_empty'), column }),
  /** Both bounds belong to the range; `null` is none. */
  z.object({ kind: z.literal('length'), column, from: bound, to: bound }),
  z.object({ kind: z.literal('number'), column, from: bound, to: bound }),
  /** Rows of a doctor's finding, by their numbers in a data set of `of` rows; the finding has `count` of them in all. */
  z.object({
    kind: z.literal('rows'),
    finding: FindingKind,
    rows: z.array(z.number().int().nonnegative()).min(1).max(MOST_FINDING_ROWS),
    count: z.number().int().positive(),
    of: z.number().int().positive(),
  }),
]);
export type RowFilter = z.infer<typeof RowFilter>;

export const RowSort = z.object({
  column,
  by: z.enum(['text', 'number', 'length']),
  descending: z.boolean(),
});
export type RowSort = z.infer<typeof RowSort>;

export const RowView = z.object({
  /** All of them must hold. */
  filters: z.array(RowFilter).max(50),
  /** Words that must all occur somewhere in a row; what stands in double quotes is one. */
  search: z.string().max(1000),
  /** `null` is the order of the data set. */
  sort: RowSort.nullable(),
});
export type RowView = z.infer<typeof RowView>;

/** All rows in their order. */
export const ALL_ROWS: RowView = { filters: [], search: '', sort: null };

export const isAllRows = ({ filters, search, sort }: RowView): boolean =>
  filters.length === 0 && searchTerms(search).length === 0 && sort === null;

/** The same rows as they lie: what counts them needs no order, and reads them several times faster without. */
export const unsorted = (view: RowView): RowView => ({ ...view, sort: null });

/** The words of a search, each once; a quote that is not closed goes to the end. */
export function searchTerms(search: string): string[] {
  const terms = [...search.matchAll(/"([^"]*)"?|[^\s"]+/g)].map(([whole, quoted]) => quoted ?? whole);
  return [...new Set(terms.filter((term) => term.trim() !== ''))];
}

/**
 * A page of a view. `rows[i]` is row `numbers[i]` of the data set, counted from 0. Of long cells it has the beginning, and where a page of many
 * columns would be too large for an answer, fewer rows than numbers.
 */
export const ViewPage = z.object({
  offset: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  numbers: z.array(z.number().int().nonnegative()),
  rows: z.array(z.array(z.string())),
  cut: z.array(CutCell),
});
export type ViewPage = z.infer<typeof ViewPage>;

/** The numbers of the rows of a page of all rows. */
export const numbersFrom = (offset: number, limit: number, total: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => offset + index);

/** How far the index is that makes searching fast. Searching works without it. */
export const SearchIndexState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting') }),
  z.object({
    state: z.literal('building'),
    done: z.number().int().nonnegative(),
    total: z.number().int().nonnegative(),
  }),
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);
export type SearchIndexState = z.infer<typeof SearchIndexState>;
