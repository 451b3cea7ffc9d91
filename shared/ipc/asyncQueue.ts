/** Turns pushed items into an async iteration. Items pushed before anyone iterates are kept; one consumer only. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #finished: { error?: unknown } | undefined;
  #wake = () => {};

  get finished(): boolean {
    return this.#finished !== undefined;
  }

  push(item: T): void {
    if (this.#finished) return;
    this.#items.push(item);
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
