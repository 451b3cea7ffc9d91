/** A value that is this much rarer than the commonest one is hardly ever seen in training. */
const LARGEST_RATIO = 20;

/** How often each value of a category column occurs. */
export class Balance {
  readonly #counts = new Map<string, number>();

  add(value: string): void {
    if (value.trim() !== '') this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  /** The commonest value and those that are too rare beside it, the rarest first; `null` where there are none. */
  imbalance(): { commonest: string; counts: ReadonlyMap<string, number>; rare: string[] } | null {
    const sorted = [...this.#counts].sort(([, a], [, b]) => b - a);
    const [top] = sorted;
    if (!top || sorted.length < 2) return null;
    const rare = sorted.filter(([, count]) => count * LARGEST_RATIO <= top[1]).map(([value]) => value);
    return rare.length === 0 ? null : { commonest: top[0], counts: this.#counts, rare: rare.reverse() };
  }
}
