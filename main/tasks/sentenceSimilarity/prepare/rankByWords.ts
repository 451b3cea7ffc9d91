import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { type SparseRow, TextFeatures } from '../../../ml/baselines/textFeatures.ts';
import type { Report } from '../../prepare/progress.ts';
import { candidatesOf, rankOf } from '../ranking.ts';
import type { Rivals } from '../rivalsFile.ts';

/** Features that words and pieces of them have at most; the commonest are kept. */
const MOST_FEATURES = 500_000;

/**
 * Ranks the second texts of rows by the words that they share with the first ones: TF-IDF, compared by cosine.
 *
 * @param learned further texts that say which words are rare
 * @param report of the share that is done
 */
export async function rankByWords(
  rows: readonly HeldOutRow[],
  learned: Iterable<string>,
  report: Report,
): Promise<Rivals> {
  // Whoever searches knows the words of what is searched, too.
  const known = [...learned, ...rows.flatMap(({ prompt, reference }) => [prompt, reference])];
  const features = TextFeatures.learn(known, MOST_FEATURES);
  const { texts, own } = candidatesOf(rows.map(({ reference }) => reference));
  const candidates = texts.map((text) => features.of(text));
  const values = new Float64Array(features.count);
  const ranks: Rivals['ranks'] = [];
  for (const [place, { row, prompt }] of rows.entries()) {
    const query = features.of(prompt);
    for (const [at, feature] of query.features.entries()) values[feature] = query.values[at] as number;
    // The length of the query is the same for all.
    const scores = Float64Array.from(candidates, (candidate) => dot(candidate, values) / (lengthOf(candidate) || 1));
    for (const feature of query.features) values[feature] = 0;
    ranks.push({ row, rank: rankOf(scores, own[place] as number) });
    if (place % 16 === 0) await report(place / rows.length);
  }
  return { version: 1, name: 'shared_words', ranks };
}

function dot({ features, values }: SparseRow, dense: Float64Array): number {
  let sum = 0;
  for (const [at, feature] of features.entries()) sum += (values[at] as number) * (dense[feature] as number);
  return sum;
}

const lengthOf = ({ values }: SparseRow): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
