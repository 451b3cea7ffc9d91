/** What is compared by the direction of vectors. Vectors have the length 1. */
export const cosineOf = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  let sum = 0;
  for (let place = 0; place < one.length; place++) sum += (one[place] as number) * (other[place] as number);
  return sum;
};

/** The different second texts of rows, and the place of each row's own among them. */
export function candidatesOf(references: readonly string[]): { texts: string[]; own: number[] } {
  const places = new Map<string, number>();
  const own = references.map((text) => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  return { texts: [...places.keys()], own };
}

/**
 * From 1 on. Of equal scores, the own text stands behind all others: a model that knows nothing must not be lucky.
 *
 * @param scores of all texts
 */
export function rankOf(scores: ArrayLike<number>, own: number): number {
  let rank = 1;
  for (let place = 0; place < scores.length; place++) {
    if (place !== own && (scores[place] as number) >= (scores[own] as number)) rank++;
  }
  return rank;
}
