/** Case and punctuation count; the form in which characters are composed (NFC) and how much white space there is do not. */
const comparable = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** Whether a text is the row's own. */
export const isExactMatch = (output: string, reference: string): boolean =>
  comparable(output) === comparable(reference);

/** From so many different rows on it can be told whether their texts are labels. */
const FEWEST_ROWS = 8;

/**
 * Share of rows with the commonest text: what a model that always writes it gets. `null` where the texts are none of a few labels, but
 * more than half of the rows have one of their own.
 */
export function commonestShare(rows: readonly { row: number; reference: string }[]): number | null {
  const references = new Map(rows.map(({ row, reference }) => [row, comparable(reference)]));
  const counts = new Map<string, number>();
  for (const text of references.values()) counts.set(text, (counts.get(text) ?? 0) + 1);
  if (references.size < FEWEST_ROWS || counts.size > references.size / 2) return null;
  return Math.max(...counts.values()) / references.size;
}
