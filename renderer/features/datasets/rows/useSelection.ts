import { useRef, useState } from 'react';

/** Most rows between two that are selected together. */
const LONGEST_RANGE = 100_000;
/** Most rows that a step can delete. */
export const MOST_SELECTED = 1_000_000;

export interface Selection {
  /** Numbers of rows in the data set, from 0. */
  rows: ReadonlySet<number>;
  /** Selects a row of the view, or takes it out; with `range`, all from the one that was chosen before. */
  toggle(row: number, range: boolean): Promise<void>;
  /** Selects the first `count` rows of the view. */
  all(count: number): Promise<void>;
  clear(): void;
}

/** Rows that were chosen one by one or as a range of the view. `numbersOf` reads the numbers of rows, in case they are not there yet. */
export function useSelection(numbersOf: (first: number, last: number) => Promise<number[]>): Selection {
  const [rows, setRows] = useState<ReadonlySet<number>>(new Set());
  const anchor = useRef<number | null>(null);
  return {
    rows,
    async toggle(row, range) {
      const from = range && anchor.current !== null ? anchor.current : row;
      const [first, last] = [Math.min(from, row), Math.min(Math.max(from, row), Math.min(from, row) + LONGEST_RANGE)];
      anchor.current = row;
      const numbers = await numbersOf(first, last);
      setRows((before) => {
        const after = new Set(before);
        const [only] = numbers;
        if (first === last && only !== undefined && before.has(only)) after.delete(only);
        else for (const number of numbers) after.add(number);
        return after;
      });
    },
    async all(count) {
      anchor.current = null;
      setRows(new Set(count === 0 ? [] : await numbersOf(0, Math.min(count, MOST_SELECTED) - 1)));
    },
    clear: () => {
      anchor.current = null;
      setRows(new Set());
    },
  };
}
