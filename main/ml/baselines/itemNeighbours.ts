/** Items that are nearest to one, that count. */
const NEIGHBOURS = 100;
/** Items of a user that count, the newest: who has had everything tells nothing of what goes together, and costs its square. */
const MOST_OF_USER = 1000;

/**
 * Item-kNN (Sarwar et al. 2001): two items are as near as the cosine of who has had them; an item is worth the sum of its nearness to those of the
 * history, of which each has its nearest hundred.
 */
export class ItemNeighbours {
  readonly #items: number;
  /** Numbers of items by user, and of users by item. */
  readonly #ofUser: readonly Uint32Array[];
  readonly #users: readonly (readonly number[])[];
  readonly #known = new Map<number, readonly (readonly [item: number, nearness: number])[]>();

  /** @param histories a list of different items for each user, by their numbers */
  constructor(items: number, histories: readonly Uint32Array[]) {
    this.#items = items;
    this.#ofUser = histories.map((history) => history.subarray(-MOST_OF_USER));
    const users: number[][] = Array.from({ length: items }, () => []);
    for (const [user, history] of this.#ofUser.entries()) for (const item of history) users[item]?.push(user);
    this.#users = users;
  }

  /** Worth of each item after a history. */
  scores(history: ArrayLike<number>): Float64Array {
    const scores = new Float64Array(this.#items);
    for (const item of Array.from(history)) {
      for (const [near, nearness] of this.nearest(item)) scores[near] = (scores[near] as number) + nearness;
    }
    return scores;
  }

  /** Nearest to an item, the nearest first; of equal ones, the first. */
  nearest(item: number): readonly (readonly [item: number, nearness: number])[] {
    const known = this.#known.get(item);
    if (known) return known;
    const own = this.#users[item] ?? [];
    const together = new Map<number, number>();
    for (const user of own) {
      for (const other of this.#ofUser[user] as Uint32Array) together.set(other, (together.get(other) ?? 0) + 1);
    }
    together.delete(item);
    const nearest = Array.from(together, ([other, both]) => {
      const [mine, theirs] = [own.length, this.#users[other]?.length ?? 0];
      return [other, both / Math.sqrt(mine * theirs)] as const;
    })
      .sort(([one, near], [other, far]) => far - near || one - other)
      .slice(0, NEIGHBOURS);
    this.#known.set(item, nearest);
    return nearest;
  }
}
