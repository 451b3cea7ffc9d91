/**
 * Work that writes files for whoever asked for it: imports and exports. It ends with its caller, as every call does; closing the
 * studio ends all of it, too, and waits until it has cleaned up, so that no half-written folder is left to nobody.
 */
export class FileJobs {
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();

  /** Runs `work` with a signal that also fires when the studio closes. */
  async *run<T>(signal: AbortSignal, work: (signal: AbortSignal) => AsyncIterable<T>): AsyncGenerator<T> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    either.throwIfAborted();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#running.add(promise);
    try {
      yield* work(either);
    } finally {
      this.#running.delete(promise);
      resolve();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
  }
}
