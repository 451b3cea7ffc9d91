/** Tokens per second over the last steps and over all of them. */
export class Speedometer {
  readonly #tokensPerStep: number;
  #recent: number[] = [];
  #steps = 0;
  #totalMs = 0;

  constructor(tokensPerStep: number) {
    this.#tokensPerStep = tokensPerStep;
  }

  add(ms: number): void {
    this.#recent.push(ms);
    if (this.#recent.length > 10) this.#recent.shift();
    this.#steps++;
    this.#totalMs += ms;
  }

  get recent(): number {
    const ms = this.#recent.reduce((sum, value) => sum + value, 0);
    return ms > 0 ? (1000 * this.#tokensPerStep * this.#recent.length) / ms : 0;
  }

  get overall(): number {
    return this.#totalMs > 0 ? (1000 * this.#tokensPerStep * this.#steps) / this.#totalMs : 0;
  }
}
