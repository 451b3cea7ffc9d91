/** A label that was given to a row; an empty one takes it away. */
export interface GivenLabel {
  row: number;
  label: string;
}

/** Labels that are to be saved together, before anybody waits for them. */
export const MOST_PENDING = 10;

/** Puts a label where a key says; keys beyond the labels say nothing. */
export function labelOfKey(key: string, labels: readonly string[]): string | null {
  const number = /^[1-9]$/.test(key) ? Number(key) : 0;
  return labels[number - 1] ?? null;
}

/** The labels of each row, the last one that was given counts. */
export const lastGiven = (given: readonly GivenLabel[]): ReadonlyMap<string | number, string> =>
  new Map(given.map(({ row, label }) => [row, label]));

/** The next row that has no label, after a place; the last one where all after it have one. */
export function nextOpen(rows: readonly { row: number }[], from: number, isLabelled: (row: number) => boolean): number {
  for (let place = from + 1; place < rows.length; place++) if (!isLabelled(rows[place]?.row ?? -1)) return place;
  return Math.min(from + 1, Math.max(0, rows.length - 1));
}

/** Names that are different and not empty, in their order. */
export const labelSet = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => name.trim()).filter((name) => name !== '')),
];
