/** Steps whose pace is told. */
const RECENT = 10;

/**
 * What steps take, over the last ones and over all of them. The first step of a process does not count: compiling is a part of it, and
 * comes once.
 */
export class Speedometer {
  readonly #tokensPerStep: number;
  #recent: number[] = [];
  #first: number | null = null;
  #steps: number;
  #totalMs: number;

  /** @param before steps that were timed before, and what they took */
  constructor(tokensPerStep: number, before = { steps: 0, totalMs: 0 }) {
    this.#tokensPerStep = tokensPerStep;
    this.#steps = before.steps;
    this.#totalMs = before.totalMs;
  }

  /** @param compiled whether it may have been compiled meanwhile */
  add(ms: number, compiled: boolean): void {
    const isFirst = this.#first === null;
    this.#first ??= ms;
    if (isFirst && compiled) return;
    this.#recent.push(ms);
    if (this.#recent.length > RECENT) this.#recent.shift();
    this.#steps++;
    this.#totalMs += ms;
  }

  /** Steps that were timed, and what they took. */
  get timed(): { steps: number; totalMs: number } {
    return { steps: this.#steps, totalMs: this.#totalMs };
  }

  /** Milliseconds of a step; `null` while that is not known. */
  get stepMs(): number | null {
    if (this.#recent.length > 0) return mean(this.#recent);
    return this.#steps > 0 ? this.#totalMs / this.#steps : null;
  }

  /** Tokens per second. */
  get recent(): number {
    const ms = this.#recent.length > 0 ? mean(this.#recent) : this.#first;
    return ms ? (1000 * this.#tokensPerStep) / ms : 0;
  }

  get overall(): number {
    return this.#totalMs > 0 ? (1000 * this.#tokensPerStep * this.#steps) / this.#totalMs : this.recent;
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
