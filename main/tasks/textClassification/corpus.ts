import { Random } from '../../ml/random.ts';

/** Texts of a split with their labels. */
export interface LabelledCorpus {
  /** Tokens of all texts, one after another. */
  ids: Uint16Array | Uint32Array;
  /** Where each text begins in `ids`; its end is the next one's beginning. */
  starts: Uint32Array;
  /** Number of each text's label. */
  labels: Uint32Array;
  /** Place of each text's row in the data set's version, from 0. */
  rows: Uint32Array;
}

/** Tokens of the longest text. */
export function longestOf({ ids, starts }: LabelledCorpus): number {
  let longest = 0;
  for (const [text, start] of starts.entries()) longest = Math.max(longest, (starts[text + 1] ?? ids.length) - start);
  return longest;
}

/** The same texts in a random order, always the same for a seed: tables are often sorted by label, and an evaluation may take the first ones only. */
export function shuffledCorpus({ ids, starts, labels, rows }: LabelledCorpus, seed: number): LabelledCorpus {
  const order = new Random(seed).shuffle(Uint32Array.from(starts, (_, text) => text));
  const shuffled = { ids: ids.slice(), starts: starts.slice(), labels: labels.slice(), rows: rows.slice() };
  let place = 0;
  for (const [text, from] of order.entries()) {
    const own = ids.subarray(starts[from] as number, starts[from + 1] ?? ids.length);
    shuffled.ids.set(own, place);
    shuffled.starts[text] = place;
    shuffled.labels[text] = labels[from] as number;
    shuffled.rows[text] = rows[from] as number;
    place += own.length;
  }
  return shuffled;
}
