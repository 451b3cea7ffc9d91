/** A number that only grows, and that can be waited for. */
export class Milestone {
  #reached = Number.NEGATIVE_INFINITY;
  #waiting: { value: number; resolve: () => void }[] = [];

  reach(value: number): void {
    this.#reached = Math.max(this.#reached, value);
    const met = this.#waiting.filter((one) => one.value <= this.#reached);
    this.#waiting = this.#waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  }

  /** Resolves when the number has got this far. */
  reached(value: number): Promise<void> {
    if (value <= this.#reached) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ value, resolve }));
  }
}
