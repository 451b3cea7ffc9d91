import { largestOf } from '../../ml/largestOf.ts';

/** Items that are recommended. */
export const TOP = 10;

/** What was recommended to a user, and where the item that really came stands. */
export interface Ranking {
  /** From 1 on, among all items that the user has not had. */
  rank: number;
  /** Numbers of the first ten. */
  top: number[];
}

/**
 * Ranks the items that a history does not have. Of equal scores, the item that really came stands behind all others: a model that knows nothing
 * must not be lucky.
 *
 * @param scores of all items
 * @param target the item that came
 */
export function rankingOf(scores: ArrayLike<number>, history: ArrayLike<number>, target: number): Ranking {
  const had = new Set(Array.from(history));
  const own = scores[target] as number;
  let rank = 1;
  for (let item = 0; item < scores.length; item++) {
    if (item !== target && !had.has(item) && (scores[item] as number) >= own) rank++;
  }
  return { rank, top: topOf(scores, had) };
}

/** The best items that are not among those, the best first; of equal ones, the first. */
export const topOf = (scores: ArrayLike<number>, without: ReadonlySet<number>, count: number = TOP): number[] =>
  largestOf(scores, count, without);
