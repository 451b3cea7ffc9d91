import type { Explanation, MovingWords } from '../../../shared/domain/models/explanation.ts';

/** How the words of a text are weighed: by leaving each out, or by gradient × input. */
export const WAYS = ['occlusion', 'gradient'] as const;
export type Way = (typeof WAYS)[number];

/** Below this share of the largest weight a word says nothing. */
const LEAST_SHARE = 0.05;

/** A stretch of the text: a word with its weight, or what stands between two. */
export interface Part {
  text: string;
  /** Where it begins. */
  start: number;
  /** −1 to 1, of the largest weight in the text; 0 for what says nothing and for what is no word. */
  share: number;
}

export const weightOf = (words: MovingWords, way: Way): number => words[way] ?? 0;

/** Whether every word was weighed in that way. */
export const isKnown = ({ words }: Explanation, way: Way): boolean =>
  words.length > 0 && words.every((word) => word[way] !== null);

/** The text, cut into words and what stands between them. */
export function partsOf({ text, words }: Explanation, way: Way): Part[] {
  const largest = Math.max(...words.map((word) => Math.abs(weightOf(word, way))), Number.MIN_VALUE);
  const parts: Part[] = [];
  let at = 0;
  for (const word of words) {
    if (word.start > at) parts.push({ text: text.slice(at, word.start), start: at, share: 0 });
    const share = weightOf(word, way) / largest;
    const shown = Math.abs(share) < LEAST_SHARE ? 0 : share;
    parts.push({ text: text.slice(word.start, word.end), start: word.start, share: shown });
    at = word.end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), start: at, share: 0 });
  return parts;
}

/** Words that speak for what was said, or against it: the strongest first. */
export function strongest(
  explanation: Explanation,
  way: Way,
  side: 'for' | 'against',
  most: number,
): (MovingWords & { text: string })[] {
  const { text, words } = explanation;
  const sign = side === 'for' ? 1 : -1;
  const largest = Math.max(...words.map((word) => Math.abs(weightOf(word, way))), 0);
  return words
    .filter((word) => sign * weightOf(word, way) > LEAST_SHARE * largest)
    .toSorted((one, other) => sign * (weightOf(other, way) - weightOf(one, way)))
    .slice(0, most)
    .map((word) => ({ ...word, text: text.slice(word.start, word.end) }));
}
