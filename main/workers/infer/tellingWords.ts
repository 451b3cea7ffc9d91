const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu;
/** Languages that write no blanks: two characters at a time stand for words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const SHORTEST_WORD = 3;
/** Words that are so many times as common in a group come first: those of every sentence are a little commoner where sentences are long. */
const OWN = 2;
/** UTF-16 units of a text that are looked at. */
const LONGEST_TEXT = 5000;

/** Different words of a text, in small letters. */
export function wordsIn(text: string): Set<string> {
  const words = new Set<string>();
  for (const [run] of text.slice(0, LONGEST_TEXT).toLowerCase().matchAll(WORD)) {
    if (UNSPACED.test(run)) {
      const characters = [...run];
      for (let at = 0; at + 1 < characters.length; at++) words.add(`${characters[at]}${characters[at + 1]}`);
    } else if (run.length >= SHORTEST_WORD) words.add(run);
  }
  return words;
}

/**
 * Words that tell groups of texts apart: p · log(p / q), where p is the share of a group's texts that have the word, and q that of all texts. What stands
 * everywhere tells nothing, and neither does what one text has alone.
 *
 * @param of group of each text
 */
export function tellingWords(
  texts: readonly string[],
  of: ArrayLike<number>,
  groups: number,
  most: number,
): string[][] {
  const all = new Map<string, number>();
  const own = Array.from({ length: groups }, () => new Map<string, number>());
  const sizes = new Uint32Array(groups);
  for (const [place, text] of texts.entries()) {
    const group = of[place] as number;
    sizes[group] = (sizes[group] as number) + 1;
    for (const word of wordsIn(text)) {
      all.set(word, (all.get(word) ?? 0) + 1);
      own[group]?.set(word, (own[group]?.get(word) ?? 0) + 1);
    }
  }
  return own.map((counts, group) =>
    Array.from(counts, ([word, count]) => {
      const p = count / (sizes[group] as number);
      const q = (all.get(word) as number) / texts.length;
      return { word, isOwn: p >= OWN * q, worth: count < 2 ? 0 : p * Math.log(p / q) };
    })
      .filter(({ worth }) => worth > 0)
      .sort(
        (one, other) =>
          Number(other.isOwn) - Number(one.isOwn) || other.worth - one.worth || (one.word < other.word ? -1 : 1),
      )
      .slice(0, most)
      .map(({ word }) => word),
  );
}
