/**
 * Turns pushed items into an async iteration. Items pushed before anyone iterates are kept; one consumer only. Two that nobody has taken yet may
 * become one.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #finished: { error?: unknown } | undefined;
  #wake = () => {};
  readonly #merged: (last: T, item: T) => T | null;

  /** @param merged what an item and the one after it become; `null` where they stay two */
  constructor(merged: (last: T, item: T) => T | null = () => null) {
    this.#merged = merged;
  }

  get finished(): boolean {
    return this.#finished !== undefined;
  }

  push(item: T): void {
    if (this.#finished) return;
    const last = this.#items.at(-1);
    const merged = last === undefined ? null : this.#merged(last, item);
    if (merged === null) this.#items.push(item);
    else this.#items[this.#items.length - 1] = merged;
    this.#wake();
  }

  /** Ends the iteration after the items that are already there. */
  end(): void {
    this.#finished ??= {};
    this.#wake();
  }

  /** Makes the iteration throw after the items that are already there. */
  fail(error: unknown): void {
    this.#finished ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#items.length > 0) yield this.#items.shift() as T;
      if (this.#finished) {
        if ('error' in this.#finished) throw this.#finished.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
