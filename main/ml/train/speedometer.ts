/** Steps whose pace is told. */
const RECENT = 10;

interface Timed {
  steps: number;
  totalMs: number;
  /** That they learned from. */
  tokens: number;
}

/**
 * What steps take, over the last ones and over all of them. A step that was compiled meanwhile does not count: that comes once.
 */
export class Speedometer {
  #recent: { ms: number; tokens: number }[] = [];
  /** Until another one counts. */
  #first: { ms: number; tokens: number } | null = null;
  readonly #timed: Timed;

  /** @param before steps that were timed before */
  constructor(before: Timed = { steps: 0, totalMs: 0, tokens: 0 }) {
    this.#timed = { ...before };
  }

  /** @param compiled whether it may have been compiled meanwhile */
  add(ms: number, tokens: number, compiled: boolean): void {
    this.#first ??= { ms, tokens };
    if (compiled) return;
    this.#recent.push({ ms, tokens });
    if (this.#recent.length > RECENT) this.#recent.shift();
    this.#timed.steps++;
    this.#timed.totalMs += ms;
    this.#timed.tokens += tokens;
  }

  /** Steps that were timed. */
  get timed(): Readonly<Timed> {
    return { ...this.#timed };
  }

  /** Milliseconds of a step; `null` while that is not known. */
  get stepMs(): number | null {
    if (this.#recent.length > 0) return sum(this.#recent.map(({ ms }) => ms)) / this.#recent.length;
    const { steps, totalMs } = this.#timed;
    return steps > 0 ? totalMs / steps : null;
  }

  /** Tokens per second. */
  get recent(): number {
    const steps = this.#recent.length > 0 ? this.#recent : this.#first ? [this.#first] : [];
    const ms = sum(steps.map((step) => step.ms));
    return ms > 0 ? (1000 * sum(steps.map(({ tokens }) => tokens))) / ms : 0;
  }

  get overall(): number {
    const { totalMs, tokens } = this.#timed;
    return totalMs > 0 ? (1000 * tokens) / totalMs : this.recent;
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
