/** What was made, and how it is put away. */
export interface Made<T> {
  value: T;
  close: () => Promise<void>;
}

/**
 * What the tests of a file share: it is made for the first of them, and put away when a test of another file asks for its own, or at the
 * end. One fixture for whatever is shared: Playwright runs tests whose worker fixtures differ in processes and browsers of their own, each
 * of which costs six seconds of the processor.
 */
export class Kept {
  #key: object | null = null;
  #made: Made<unknown> | null = null;

  /** The value of `key`; rejects as `make` does, which is then asked again by the next test. */
  async of<T>(key: object, make: () => Promise<Made<T>>): Promise<T> {
    if (this.#key === key && this.#made) return this.#made.value as T;
    await this.close();
    const made = await make();
    [this.#key, this.#made] = [key, made];
    return made.value;
  }

  async close(): Promise<void> {
    const made = this.#made;
    [this.#key, this.#made] = [null, null];
    await made?.close();
  }
}
