import type { ActionId } from '../actions.ts';

/** Something that the palette leads to. */
export interface PaletteItem {
  /** Unlike any other of the list. */
  key: string;
  kind: 'action' | 'dataset' | 'run' | 'model';
  /** What it is found by first of all. */
  name: string;
  /** Other words that it is found by, such as a run's tags. */
  also: string;
  /** Where it leads, or the action that it is. */
  target: { address: string } | { action: ActionId };
}

/** As many of a kind as are shown, so that one kind does not hide the others. */
const MOST_OF_A_KIND = 8;
/** Of things, while nothing has been typed. */
const MOST_UNASKED = 3;

const normal = (text: string) => text.normalize('NFKC').toLowerCase();

/**
 * The items that hold every word of the query, the best first within their kind: those whose name begins with it, then those with a word that
 * does, then the rest. Of an empty query, the newest things and the actions.
 */
export function searchItems(items: readonly PaletteItem[], query: string): PaletteItem[] {
  const words = normal(query).split(/\s+/).filter(Boolean);
  const ranked = items
    .map((item) => ({ item, rank: rankOf(item, words) }))
    .filter(({ rank }) => rank !== null)
    .sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0));
  const seen = new Map<string, number>();
  const most = (kind: PaletteItem['kind']) => {
    if (words.length > 0) return MOST_OF_A_KIND;
    return kind === 'action' ? Number.POSITIVE_INFINITY : MOST_UNASKED;
  };
  return ranked
    .map(({ item }) => item)
    .filter(({ kind }) => {
      const count = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, count);
      return count <= most(kind);
    });
}

/** Lower is better; `null` where a word is missing. */
function rankOf({ name, also }: PaletteItem, words: readonly string[]): number | null {
  const text = normal(name);
  const all = `${text} ${normal(also)}`;
  if (!words.every((word) => all.includes(word))) return null;
  const query = words.join(' ');
  if (text.startsWith(query)) return 0;
  if (words.every((word) => ` ${text}`.includes(` ${word}`))) return 1;
  return words.every((word) => text.includes(word)) ? 2 : 3;
}
