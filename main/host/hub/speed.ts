/** Time over which a speed is taken. */
const WINDOW_MS = 5000;
const SAMPLE_MS = 100;
/** Less says nothing. */
const LEAST_MS = 500;

/** How fast something grows, over the last seconds. */
export class Speed {
  #samples: { at: number; bytes: number }[] = [];

  add(bytes: number, at = performance.now()): void {
    const last = this.#samples.at(-1);
    // A file that is downloaded again from its beginning.
    if (last && bytes < last.bytes) this.#samples = [];
    const previous = this.#samples.at(-2);
    if (previous && last && last.at - previous.at < SAMPLE_MS) this.#samples.pop();
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - (this.#samples[0]?.at ?? at) > WINDOW_MS) this.#samples.shift();
  }

  /** `null` until it can be told. */
  get bytesPerSecond(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last.at - first.at < LEAST_MS) return null;
    return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  }
}
