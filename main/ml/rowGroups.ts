/*
 * Examples in groups by the length of the row that each needs: a batch of one group is padded to the group's own length and not to the longest
 * example of all, so that what is computed is text. The same idea as `group_by_length` of transformers; lengths are few, as a step is compiled for
 * each.
 */

/** Rows have a length that is a multiple of this. */
const STEP = 8;
/** More lengths take longer to compile than they save. */
const MOST_LENGTHS = 4;
/** Share of the tokens that are computed without it that a further length has to save. */
const LEAST_SAVED = 0.05;

/** Tokens of a row in which the longest example has room, as far as the context has. */
export const rowLength = (longest: number, contextLength: number): number =>
  Math.min(contextLength, STEP * Math.ceil(longest / STEP));

/** Examples by the row that each needs. */
export interface RowGroups {
  /** Tokens of a row of each group, ascending. */
  lengths: readonly number[];
  /** The group of each example. */
  of: Uint8Array;
}

/** @param lengths ascending; what is longer than the last is cut to it */
export function rowGroups(lengths: readonly number[], tokens: ArrayLike<number>): RowGroups {
  const last = lengths.length - 1;
  const groupOf = (count: number) => {
    const group = lengths.findIndex((length) => count <= length);
    return group < 0 ? last : group;
  };
  return { lengths, of: Uint8Array.from(tokens, groupOf) };
}

/** Examples that need rows of the same length. */
export const oneGroup = (count: number, length: number): RowGroups => ({
  lengths: [length],
  of: new Uint8Array(count),
});

/**
 * The lengths of rows, besides the longest, with which the fewest tokens are computed; ascending. None where that saves little.
 *
 * @param tokens of each example
 */
export function shorterLengths(tokens: Iterable<number>): number[] {
  const counts: number[] = [];
  for (const count of tokens) {
    const place = Math.max(1, Math.ceil(count / STEP));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const sides = [...counts.keys()].filter((place) => counts[place] !== undefined);
  const examples = sides.map((place) => counts[place] as number);
  // Of the first n sides: the fewest tokens with some lengths, of which the last is the n-th side, and these.
  let best = sides.map((side, index) => ({ tokens: side * sumTo(examples, index), lengths: [side] }));
  let found = best.at(-1);
  for (let more = 1; found && more < MOST_LENGTHS; more++) {
    const before: typeof best = best;
    best = sides.map((side, index) => {
      let least = before[index] as (typeof best)[number];
      let rows = 0;
      for (let from = index; from > 0; from--) {
        rows += examples[from] as number;
        const { tokens: shorter, lengths } = before[from - 1] as (typeof best)[number];
        if (shorter + side * rows < least.tokens)
          least = { tokens: shorter + side * rows, lengths: [...lengths, side] };
      }
      return least;
    });
    const next = best.at(-1);
    if (!next || found.tokens - next.tokens < LEAST_SAVED * found.tokens) break;
    found = next;
  }
  return (found?.lengths.slice(0, -1) ?? []).map((side) => side * STEP);
}

const sumTo = (values: readonly number[], last: number): number =>
  values.slice(0, last + 1).reduce((sum, value) => sum + value, 0);
