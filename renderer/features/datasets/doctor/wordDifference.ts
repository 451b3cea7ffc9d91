/** A part of a text; `differs` where the other text has something else, or nothing. */
export interface Part {
  text: string;
  differs: boolean;
}

/** More words are compared by what they begin and end with only: the table of all pairs would be too large. */
const MOST_WORDS = 600;

/** Words, and each character of scripts without blanks; with what stands between them. */
const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+|\s+/gu;

/** The parts of `text` that `other` has as well, in this order, and those that it has not (longest common subsequence of words). */
export function wordDifference(text: string, other: string): Part[] {
  const [words, others] = [text.match(WORDS) ?? [], other.match(WORDS) ?? []];
  let begin = 0;
  while (begin < words.length && begin < others.length && words[begin] === others[begin]) begin++;
  let end = 0;
  const most = Math.min(words.length, others.length) - begin;
  while (end < most && words[words.length - 1 - end] === others[others.length - 1 - end]) end++;
  const common = commonWords(words.slice(begin, words.length - end), others.slice(begin, others.length - end));
  return joined([
    ...words.slice(0, begin).map((word) => ({ text: word, differs: false })),
    ...common,
    ...words.slice(words.length - end).map((word) => ({ text: word, differs: false })),
  ]);
}

function commonWords(words: readonly string[], others: readonly string[]): Part[] {
  if (words.length > MOST_WORDS || others.length > MOST_WORDS) return words.map((text) => ({ text, differs: true }));
  const width = others.length + 1;
  // Of what follows a pair of words: how many can be kept.
  const kept = new Uint16Array((words.length + 1) * width);
  const at = (i: number, j: number) => kept[i * width + j] as number;
  for (let i = words.length - 1; i >= 0; i--) {
    for (let j = others.length - 1; j >= 0; j--) {
      kept[i * width + j] = words[i] === others[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let j = 0;
  return words.map((text, i) => {
    while (j < others.length && words[i] !== others[j] && at(i, j + 1) >= at(i + 1, j)) j++;
    const differs = !(j < others.length && words[i] === others[j]);
    if (!differs) j++;
    return { text, differs };
  });
}

function joined(parts: readonly Part[]): Part[] {
  const together: Part[] = [];
  for (const part of parts) {
    const last = together.at(-1);
    if (last?.differs === part.differs) last.text += part.text;
    else together.push({ ...part });
  }
  return together;
}
