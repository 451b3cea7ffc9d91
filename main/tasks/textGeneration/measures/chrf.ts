/**
 * chrF2 (Popović 2015) as sacrebleu 2 computes it by default: character n-grams of 1 to 6 without white space, β = 2, no words.
 * Source: https://github.com/mjpost/sacrebleu/blob/master/sacrebleu/metrics/chrf.py
 */
import { PYTHON_WHITE_SPACE } from './pythonWords.ts';

const ORDER = 6;
const BETA2 = 2 ** 2;
/** What one text adds to the corpus score: n-grams of the output, of the reference and of both, order by order. */
export function chrfCounts(output: string, reference: string): number[] {
  const [hypothesis, wanted] = [characters(output), characters(reference)];
  const counts: number[] = [];
  for (let n = 1; n <= ORDER; n++) {
    const own = ngrams(hypothesis, n);
    const others = ngrams(wanted, n);
    let [inOutput, matches] = [0, 0];
    for (const [ngram, count] of own) {
      inOutput += count;
      matches += Math.min(count, others.get(ngram) ?? 0);
    }
    const inReference = Math.max(0, wanted.length - n + 1);
    // Where the reference has no such n-gram, those of the output are not held against it.
    counts.push(inReference === 0 ? 0 : inOutput, inReference, matches);
  }
  return counts;
}

/** The score of summed `chrfCounts`, 0 to 100. */
export function chrfScore(counts: readonly number[]): number {
  let [precision, recall, orders] = [0, 0, 0];
  for (let order = 0; order < ORDER; order++) {
    const [inOutput = 0, inReference = 0, matches = 0] = counts.slice(3 * order);
    if (inOutput === 0 || inReference === 0) continue;
    precision += matches / inOutput;
    recall += matches / inReference;
    orders++;
  }
  if (orders === 0 || precision + recall === 0) return 0;
  const [p, r] = [precision / orders, recall / orders];
  return (100 * (1 + BETA2) * p * r) / (BETA2 * p + r);
}

const characters = (text: string): string[] => Array.from(text.replace(PYTHON_WHITE_SPACE, ''));

function ngrams(text: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= text.length; start++) {
    const ngram = text.slice(start, start + n).join('');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}
