/** Tokens per second over the last steps and over all of them. */
export class Speedometer {
  readonly #tokensPerStep: number;
  #recent: number[] = [];
  #steps: number;
  #totalMs: number;

  /** @param before steps that were done before, and what they took */
  constructor(tokensPerStep: number, before = { steps: 0, totalMs: 0 }) {
    this.#tokensPerStep = tokensPerStep;
    this.#steps = before.steps;
    this.#totalMs = before.totalMs;
  }

  add(ms: number): void {
    this.#recent.push(ms);
    if (this.#recent.length > 10) this.#recent.shift();
    this.#steps++;
    this.#totalMs += ms;
  }

  get totalMs(): number {
    return this.#totalMs;
  }

  get recent(): number {
    const ms = this.#recent.reduce((sum, value) => sum + value, 0);
    return ms > 0 ? (1000 * this.#tokensPerStep * this.#recent.length) / ms : 0;
  }

  get overall(): number {
    return this.#totalMs > 0 ? (1000 * this.#tokensPerStep * this.#steps) / this.#totalMs : 0;
  }
}
